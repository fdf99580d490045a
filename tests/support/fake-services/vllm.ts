import { json, type FakeAnswers } from './fake-service';

const openapi = { info: { title: 'FastAPI', version: '0.1.0' }, paths: { '/is_vllm': {} } };
const list = {
  object: 'list',
  data: [{ id: 'Qwen/Qwen3-8B', object: 'model', owned_by: 'vllm', max_model_len: 32_768 }],
};

/** vLLM; its own key guards only what is below /v1. */
export const vllm = ({ isLocked = false } = {}): FakeAnswers => ({
  headers: { server: 'uvicorn' },
  routes: {
    'GET /version': json({ version: '0.11.0' }),
    'GET /openapi.json': json({ ...openapi, paths: { '/scale_elastic_ep': {}, '/vllm': {} } }),
    'GET /v1/models': isLocked ? json({ error: 'Unauthorized' }, 401) : json(list),
  },
});
