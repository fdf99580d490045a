// `npm run contract`: which items of the product's contract are named by a test. `--missing` lists the others.
// An item is `S003-18` (text 003, item 18) or `X2` (a conflict between texts); `S003-15..18` names four.
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { inProject, runScript } from './project.mjs';

const ITEMS = { S000: 56, S001: 35, S002: 38, S003: 93, S004: 32, X: 17 };
const ID = /\b(?:(S00\d)-|(X)-?)(\d+)(?:\.\.(?:S00\d-|X-?)?(\d+))?/g;

function describe({ text, count, missing }, withMissing) {
  const line = `${text.replace('S', '').padEnd(5)} ${count - missing.length}/${count}`;
  return withMissing && missing.length > 0 ? `${line}   missing: ${ranges(missing)}` : line;
}

/** 1 2 3 7 -> "1-3 7" */
function ranges(numbers) {
  const runs = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(' ');
}

const testFiles = () =>
  readdirSync(inProject('tests'), { recursive: true })
    .filter((file) => /\.(test|spec)\.ts$/.test(file))
    .map((file) => inProject('tests', file));

function idsIn(title) {
  return [...title.matchAll(ID)].flatMap(([, text, conflict, from, to = from]) => {
    const length = Math.max(0, Math.min(Number(to) - Number(from) + 1, 100));
    return Array.from({ length }, (_, index) => `${text ?? conflict}-${Number(from) + index}`);
  });
}

/** Titles of tests, and texts that open with an id: those are the rows of a table that a test is made from. */
function titlesIn(file) {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const titles = [];
  const visit = (node) => {
    if (isSwitchedOff(node)) return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
      const opensWithId = node.text.search(ID) === 0;
      if (opensWithId || isTitle(node)) titles.push(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

const TEST_CALL = /^(?:test|it|describe)\b/;

function isTitle(node) {
  const text = ts.isTemplateHead(node) ? node.parent : node;
  const call = text.parent;
  return (
    ts.isCallExpression(call) &&
    call.arguments[0] === text &&
    TEST_CALL.test(call.expression.getText())
  );
}

/** A test that is not run proves nothing. */
function isSwitchedOff(node) {
  if (!ts.isCallExpression(node)) return false;
  return /^(?:test|it|describe)(?:\.\w+)*\.(?:skip|todo|fixme)$/.test(node.expression.getText());
}

await runScript((args) => {
  const covered = new Set(testFiles().flatMap((file) => titlesIn(file).flatMap(idsIn)));
  const rows = Object.entries(ITEMS).map(([text, count]) => {
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    return { text, count, missing: numbers.filter((number) => !covered.has(`${text}-${number}`)) };
  });
  for (const row of rows) console.log(describe(row, args.includes('--missing')));
  const all = rows.reduce((sum, row) => sum + row.count, 0);
  const open = rows.reduce((sum, row) => sum + row.missing.length, 0);
  console.log(`${'all'.padEnd(5)} ${all - open}/${all}`);
});
