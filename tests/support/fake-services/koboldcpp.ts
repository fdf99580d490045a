import { html, json, type FakeAnswers } from './fake-service';

/** KoboldCpp, which imitates Ollama, Stable Diffusion and ComfyUI besides. */
export const koboldCpp: FakeAnswers = {
  headers: { server: 'ConcedoLlamaForKoboldServer' },
  routes: {
    'GET /': html('<title>KoboldAI Lite</title>'),
    'GET /api/extra/version': json({ result: 'KoboldCpp', version: '1.98', protected: false }),
    'GET /v1/models': json({
      object: 'list',
      data: [{ id: 'koboldcpp/mistral', object: 'model', owned_by: 'koboldcpp' }],
    }),
    'GET /api/tags': json({ models: [{ name: 'koboldcpp' }] }),
    'GET /sdapi/v1/options': json({ samples_format: 'png', sd_model_checkpoint: 'none' }),
    'GET /system_stats': json({ system: { comfyui_version: 'koboldcpp' }, devices: [] }),
    'GET /props': json({ default_generation_settings: { n_ctx: 4096 } }),
  },
};
