import { html, json, plain, type FakeAnswers } from './fake-service';

/** LocalAI. */
export const localAi: FakeAnswers = {
  routes: {
    'GET /': html('<title>LocalAI API - v3</title>'),
    'GET /readyz': plain('OK'),
    'GET /version': json({ version: 'v3.5.0 (abc)' }),
    'GET /v1/models': json({ object: 'list', data: [{ id: 'phi-4', object: 'model' }] }),
    'POST /v1/images/generations': json({ created: 1, data: [{ b64_json: 'aW1hZ2U=' }] }),
  },
  other: json({ error: { code: 404, message: 'Resource not found' } }, 404),
};
