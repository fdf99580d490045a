import { json, sound, lacks, type FakeAnswers, type Recorded } from './fake-service';

/** What they all answer to a text: the start of an MP3. */
export const SOUND = Buffer.from([0xff, 0xfb, 0x90, 0x64, 1, 2, 3, 4]);

const speak = (res: Parameters<ReturnType<typeof json>>[0], asked: Recorded) => {
  const body = JSON.parse(asked.body.toString()) as Record<string, unknown>;
  const missing = ['model', 'input', 'voice'].find((field) => typeof body[field] !== 'string');
  const format = typeof body['response_format'] === 'string' ? body['response_format'] : 'mp3';
  const type = format === 'mp3' ? 'audio/mpeg' : `audio/${format}`;
  (missing ? lacks(missing) : sound(type, SOUND))(res, asked);
};

/** Kokoro-FastAPI. */
export const kokoro: FakeAnswers = {
  headers: { server: 'uvicorn' },
  routes: {
    'GET /health': json({ status: 'healthy' }),
    'GET /openapi.json': json({
      info: { title: 'Kokoro TTS API', version: '1.0.0' },
      paths: { '/v1/audio/speech': {}, '/v1/audio/voices': {}, '/dev/captioned_speech': {} },
    }),
    'GET /v1/audio/voices': json({ voices: ['af_heart', 'bm_george'] }),
    'POST /v1/audio/speech': speak,
  },
};

const voices = [{ name: 'en-US-AvaNeural', gender: 'Female', language: 'en-US' }];
const locked = json({ error: 'Missing or invalid API key' }, 401);

/** openai-edge-tts; with a key of its own unless told otherwise. */
export const edgeTts = ({ isLocked = false } = {}): FakeAnswers => ({
  headers: { server: 'Werkzeug/3.0' },
  routes: {
    'GET /voices': isLocked ? locked : json({ voices }),
    'GET /v1/audio/voices': isLocked ? locked : json({ voices }),
    'GET /v1/models': isLocked
      ? locked
      : json({ data: [{ id: 'tts-1', name: 'Text-to-speech v1' }] }),
    'POST /v1/audio/speech': speak,
  },
  other: (res) =>
    void res.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not Found</h1>'),
});

/** openedai-speech. */
export const openedai: FakeAnswers = {
  headers: { server: 'uvicorn' },
  routes: {
    'GET /openapi.json': json({
      info: { title: 'FastAPI', version: '0.1.0' },
      paths: { '/v1/audio/speech': {} },
    }),
    'POST /v1/audio/speech': speak,
  },
};
