import { html, json, type FakeAnswers, type Recorded } from './fake-service';

/** One pixel. */
export const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

const page = html(
  '<html><script>window.gradio_config={"title":"Stable Diffusion"}</script></html>',
);

/** AUTOMATIC1111, Forge and SD.Next with --api. */
export const a1111: FakeAnswers = {
  headers: { server: 'uvicorn' },
  routes: {
    'GET /': page,
    'GET /sdapi/v1/options': json({ samples_save: true, sd_model_checkpoint: 'v1-5' }),
    'GET /sdapi/v1/sd-models': json([{ title: 'v1-5.safetensors [6ce0]', model_name: 'v1-5' }]),
    'GET /sdapi/v1/progress': json({ progress: 0.5, eta_relative: 3 }),
    'POST /sdapi/v1/txt2img': (res, { body }: Recorded) => {
      const asked = JSON.parse(body.toString()) as { prompt?: string; batch_size?: number };
      const images = Array.from({ length: asked.batch_size ?? 1 }, () => PICTURE);
      const info = JSON.stringify({ prompt: asked.prompt, seed: 7 });
      json({ images, parameters: asked, info })(res, {} as Recorded);
    },
    'POST /sdapi/v1/img2img': json({ images: [PICTURE], parameters: {}, info: '{}' }),
  },
};

/** The same, started without --api. */
export const a1111WithoutApi: FakeAnswers = { routes: { 'GET /': page } };
