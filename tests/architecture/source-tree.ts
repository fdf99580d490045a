import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export const root = path.resolve(import.meta.dirname, '../..');

/** One import in a source file; `target` is a path in the project for our own files, a package's name otherwise. */
export interface Import {
  readonly from: string;
  readonly target: string;
  readonly isOurs: boolean;
  readonly isTypeOnly: boolean;
}

/** Files under `folder` with one of the endings, as paths from the project's root with forward slashes. */
export function filesIn(folder: string, ...endings: string[]): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .sort();
}

/** The text of a file of the project. */
export const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Everything that a TypeScript file or a Svelte component imports, dynamic imports included. */
export function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, scriptOf(file), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (specifier: ts.Node, isTypeOnly: boolean) => {
    if (!ts.isStringLiteralLike(specifier)) return;
    found.push({ from: file, isTypeOnly, ...resolve(file, specifier.text) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node));
    if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node.moduleSpecifier, node.isTypeOnly);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier) add(specifier, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Every call in a test file as its callee's text and its first argument. */
export function callsIn(file: string): { callee: string; first: ts.Expression | undefined }[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true);
  const calls: { callee: string; first: ts.Expression | undefined }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      calls.push({ callee: node.expression.getText(), first: node.arguments[0] });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}

function scriptOf(file: string): string {
  const text = textOf(file);
  if (!file.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((part) => part[1]).join('\n');
}

function isTypeOnly(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

function resolve(file: string, specifier: string): { target: string; isOurs: boolean } {
  if (specifier.startsWith('#shared/')) return { target: `${specifier.slice(1)}.ts`, isOurs: true };
  if (!specifier.startsWith('.')) return { target: specifier, isOurs: false };
  const target = path.posix.join(path.posix.dirname(file), specifier);
  const hasEnding = /\.(ts|svelte|css|json|html|mjs|js)(\?\w+)?$/.test(target);
  return { target: hasEnding && !/\.svelte$/.test(target) ? target : ours(target), isOurs: true };
}

/** `./keys.svelte` is a component or the module keys.svelte.ts; without an ending it is a module. */
function ours(target: string): string {
  const candidates = [target, `${target}.ts`, `${target}/index.ts`];
  return candidates.find((file) => /\.\w+$/.test(file) && exists(file)) ?? `${target}.ts`;
}

const exists = (file: string): boolean => ts.sys.fileExists(path.join(root, file));
