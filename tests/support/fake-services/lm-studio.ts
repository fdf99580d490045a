import { json, type FakeAnswers } from './fake-service';

/** LM Studio, which answers paths that it does not know with 200 and an error. */
export const lmStudio: FakeAnswers = {
  routes: {
    'GET /lmstudio-greeting': json({ lmstudio: true }),
    'GET /v1/models': json({
      data: [{ id: 'qwen3-8b', object: 'model', owned_by: 'organization_owner' }],
      object: 'list',
    }),
  },
  other: (res, { method, path }) =>
    json({ error: `Unexpected endpoint or method. (${method} ${path})` })(res, {} as never),
};
