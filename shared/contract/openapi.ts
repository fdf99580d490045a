import * as z from 'zod';
import { operationEntries, type OperationEntry, type Registry } from './define';

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });

const failure = {
  type: 'object',
  required: ['ok', 'error'],
  properties: {
    ok: { const: false },
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: { code: { type: 'string' }, message: { type: 'string' }, details: {} },
    },
  },
};

const success = (entry: OperationEntry) => ({
  type: 'object',
  required: ['ok', 'value'],
  properties: {
    ok: { const: true },
    value: z.toJSONSchema(entry.operation.output, { io: 'output', unrepresentable: 'any' }),
  },
});

const toPath = (entry: OperationEntry) => ({
  post: {
    operationId: entry.name,
    tags: [entry.group],
    summary: entry.operation.summary,
    'x-latchkey-kind': entry.operation.kind,
    security: [{ admin: [] }],
    requestBody: json(
      z.toJSONSchema(entry.operation.input, { io: 'input', unrepresentable: 'any' }),
    ),
    responses: {
      200: { description: 'Done', ...json(success(entry)) },
      default: { description: 'Refused', ...json(failure) },
    },
  },
});

/** The OpenAPI 3.1 document of a registry: https://spec.openapis.org/oas/v3.1.0 */
export const toOpenApi = (registry: Registry, version: string) => ({
  openapi: '3.1.0',
  info: {
    title: 'Latchkey admin API',
    version,
    description:
      'Every operation is a POST with a JSON body and answers {"ok":true,"value":…} or {"ok":false,"error":{…}}. Send the admin secret or a panel token as "Authorization: Bearer".',
  },
  components: { securitySchemes: { admin: { type: 'http', scheme: 'bearer' } } },
  paths: Object.fromEntries(
    operationEntries(registry).map((entry) => [`/admin/v1/${entry.name}`, toPath(entry)]),
  ),
});
