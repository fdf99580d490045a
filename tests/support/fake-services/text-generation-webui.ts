import { json, type FakeAnswers } from './fake-service';

/** The API of text-generation-webui. */
export const textGenerationWebUi: FakeAnswers = {
  headers: { server: 'uvicorn' },
  routes: {
    'GET /': json('Hello'),
    'GET /v1/internal/model/info': json({ model_name: 'mistral.gguf', lora_names: [] }),
    'GET /v1/models': json({
      object: 'list',
      data: [{ id: 'mistral.gguf', object: 'model', created: 0, owned_by: 'user' }],
    }),
  },
};
