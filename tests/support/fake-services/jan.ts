import { json, type FakeAnswers } from './fake-service';

/** Jan. */
export const jan: FakeAnswers = {
  routes: {
    'GET /openapi.json': json({ info: { title: 'Jan API Server Endpoints', version: '0.7.2' } }),
    'GET /v1/models': json({ object: 'list', data: [{ id: 'jan-v1-4b', object: 'model' }] }),
  },
};
