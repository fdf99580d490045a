import { json, plain, type FakeAnswers } from './fake-service';

const details = {
  parent_model: '',
  format: 'gguf',
  family: 'llama',
  families: ['llama'],
  parameter_size: '3.2B',
  quantization_level: 'Q4_K_M',
};
const model = {
  name: 'llama3.2:3b',
  model: 'llama3.2:3b',
  modified_at: '2026-01-02T03:04:05Z',
  size: 2_019_393_189,
  digest: 'a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72',
  details,
};
const done = { done: true, done_reason: 'stop', prompt_eval_count: 5, eval_count: 2 };

/** Ollama. */
export const ollama: FakeAnswers = {
  routes: {
    'GET /': plain('Ollama is running'),
    'GET /api/version': json({ version: '0.12.3' }),
    'GET /api/tags': json({ models: [model] }),
    'GET /v1/models': json({
      object: 'list',
      data: [{ id: model.name, object: 'model', created: 1, owned_by: 'library' }],
    }),
    'POST /api/generate': json({ model: model.name, response: 'Hello.', ...done }),
    'POST /api/chat': json({
      model: model.name,
      message: { role: 'assistant', content: 'Hello.' },
      ...done,
    }),
  },
  other: plain('404 page not found'),
};
