import { statSync } from 'node:fs';
import path from 'node:path';
import { toOpenApi } from '#shared/contract/openapi';
import { operations } from '#shared/contract/operations/registry';
import { sendPlainJson, setSecurityHeaders } from './admin-answer';
import type { AdminRoute } from './admin-route';
import { createFileRoute } from './static-files';

/** Both viewers put styles into the page and one starts a worker from a blob; scripts still come only from files. */
const DOCS_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  'worker-src blob:',
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const SPEC = '/admin/v1/openapi.json';

const toPage = (title: string, head: string, body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`;

const SWAGGER_PAGE = toPage(
  'Latchkey admin API',
  '<link rel="stylesheet" href="/docs/swagger-ui.css">',
  '<div id="docs"></div>\n<script src="/docs/swagger-ui-bundle.js"></script>\n<script src="/docs/start.js"></script>',
);
const SWAGGER_START = `SwaggerUIBundle({ url: '${SPEC}', dom_id: '#docs', deepLinking: true, validatorUrl: null });\n`;
const REDOC_PAGE = toPage(
  'Latchkey admin API',
  '',
  '<div id="docs"></div>\n<script src="/redoc/redoc.standalone.js"></script>\n<script src="/redoc/start.js"></script>',
);
const REDOC_START = `Redoc.init('${SPEC}', {}, document.getElementById('docs'));\n`;

const textRoute = (place: string, type: string, text: string): AdminRoute => ({
  method: 'GET',
  path: place,
  access: 'open',
  run(req, res) {
    setSecurityHeaders(res, DOCS_CSP);
    res.setHeader('content-type', `${type}; charset=utf-8`);
    res.setHeader('content-length', Buffer.byteLength(text));
    res.end(req.method === 'HEAD' ? undefined : text);
  },
});

/** Files of the two viewers and where the pages look for them. */
const ASSETS = [
  ['/docs/swagger-ui.css', 'swagger-ui.css'],
  ['/docs/swagger-ui-bundle.js', 'swagger-ui-bundle.js'],
  ['/redoc/redoc.standalone.js', 'redoc.standalone.js'],
] as const;

/** `/docs` and `/redoc`, readable without a network, and the OpenAPI document both are drawn from. */
export function createDocsRoutes(folder: string, version: string): AdminRoute[] {
  // Written when somebody first asks: it takes longer than the rest of the admin side together.
  let document: object | undefined;
  const assets = ASSETS.map(([route, name]) => [route, path.join(folder, name)] as const)
    .filter(([, file]) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .map(([route, file]) => createFileRoute(route, file, DOCS_CSP));
  return [
    {
      method: 'GET',
      path: SPEC,
      access: 'open',
      run: (req, res) => sendPlainJson(req, res, (document ??= toOpenApi(operations, version))),
    },
    textRoute('/docs', 'text/html', SWAGGER_PAGE),
    textRoute('/docs/start.js', 'text/javascript', SWAGGER_START),
    textRoute('/redoc', 'text/html', REDOC_PAGE),
    textRoute('/redoc/start.js', 'text/javascript', REDOC_START),
    ...assets,
  ];
}
