import { json, type FakeAnswers } from './fake-service';

const locked = json(
  { error: { code: 401, message: 'Invalid API Key', type: 'authentication_error' } },
  401,
);

/** The server of llama.cpp. */
export const llamaCpp: FakeAnswers = {
  headers: { server: 'llama.cpp' },
  routes: {
    'GET /health': json({ status: 'ok' }),
    'GET /props': json({
      default_generation_settings: { n_ctx: 4096 },
      total_slots: 1,
      model_path: '/models/gemma.gguf',
      build_info: 'b6500-abcdef',
    }),
    'GET /v1/models': json({
      object: 'list',
      data: [{ id: '/models/gemma.gguf', object: 'model', owned_by: 'llamacpp' }],
    }),
  },
  other: json({ error: { code: 404, message: 'File Not Found', type: 'not_found_error' } }, 404),
};

/** The same, started with --api-key: its list of models stays open. */
export const lockedLlamaCpp: FakeAnswers = {
  ...llamaCpp,
  routes: { ...llamaCpp.routes, 'GET /props': locked },
  other: locked,
};
