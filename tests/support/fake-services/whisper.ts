import { html, json, needsPart, type FakeAnswers, type Recorded } from './fake-service';

const heard = { text: 'hello from the microphone' };

/** speaches, once called faster-whisper-server: wants to know the model. */
export const speaches: FakeAnswers = {
  headers: { server: 'uvicorn' },
  routes: {
    'GET /health': json({ message: 'OK' }),
    'GET /openapi.json': json({
      info: { title: 'Speaches', version: '0.8.3' },
      paths: { '/v1/audio/transcriptions': {}, '/v1/audio/speech': {}, '/v1/models': {} },
    }),
    'GET /v1/models': json({ object: 'list', data: [{ id: 'Systran/faster-whisper-small' }] }),
    'POST /v1/audio/transcriptions': needsPart('file', needsPart('model', json(heard))),
  },
};

/** The server of whisper.cpp. */
export const whisperCpp: FakeAnswers = {
  headers: { server: 'whisper.cpp' },
  routes: {
    'GET /': html(
      '<title>Whisper.cpp Server</title><form action="/inference">curl -F file=@a.wav</form>',
    ),
    'GET /health': json({ status: 'ok' }),
    'POST /inference': needsPart('file', json({ text: `${heard.text}\n` })),
  },
  other: html('File Not Found'),
};

/** whisper-asr-webservice: answers in plain text unless it is asked for JSON. */
export const whisperAsr: FakeAnswers = {
  headers: { server: 'uvicorn' },
  routes: {
    'GET /openapi.json': json({
      info: { title: 'Whisper Asr Webservice', version: '1.9.1' },
      paths: { '/asr': {}, '/detect-language': {} },
    }),
    'POST /asr': needsPart('audio_file', (res, asked: Recorded) =>
      /[?&]output=json/.test(asked.path)
        ? json({ ...heard, segments: [], language: 'en' })(res, asked)
        : void res.writeHead(200, { 'content-type': 'text/plain' }).end(heard.text),
    ),
  },
};
