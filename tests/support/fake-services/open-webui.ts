import { html, json, type FakeAnswers } from './fake-service';

/** Open WebUI, whose page answers every path that it does not know. */
export const openWebUi: FakeAnswers = {
  routes: {
    'GET /api/config': json({ status: true, name: 'Home (Open WebUI)', version: '0.6.30' }),
    'GET /api/version': json({ version: '0.6.30' }),
    'GET /api/v1/models': json({ detail: 'Not authenticated' }, 401),
  },
  other: html('<title>Open WebUI</title>'),
};
