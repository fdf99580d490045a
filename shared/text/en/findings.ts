import type { Diagnosis, ServiceKind } from '#shared/contract/operations/services';
import type { Status } from '#shared/contract/operations/system';
import type { ErrorText } from '../error-text';

/** What can be wrong with the gateway itself. */
export const problemsEn: Record<Status['problems'][number]['code'], ErrorText> = {
  config_recovered: {
    title: 'Your settings were restored from the backup copy',
    help: 'The settings file was damaged, so the copy from just before was used. Check that your last change is still there.',
  },
  config_newer: {
    title: 'The settings come from a newer Latchkey',
    help: 'Install the newest version of Latchkey. Nothing has been changed.',
  },
  config_unreadable: {
    title: 'The settings file cannot be read',
    help: 'Nothing was overwritten. Restore the file from a backup, or move it away to start fresh.',
  },
  record_unavailable: {
    title: 'Calls cannot be recorded, so they are on hold',
    help: 'Most often the disk is full. Free some space: Latchkey goes on by itself.',
  },
  port_taken: {
    title: 'Another program uses the port',
    help: 'Close that program, or choose another port under Settings.',
  },
  address_gone: {
    title: 'One of the addresses is gone',
    help: 'The network was switched off or changed. Latchkey listens again as soon as it is back.',
  },
  keychain_locked: {
    title: 'The keychain did not answer',
    help: 'It is locked, or this computer has none. Everything here works. To open the panel in a browser, make a one-time code under Settings.',
  },
  ledger_recovered: {
    title: 'The usage record was damaged and has been started anew',
    help: 'The damaged file was kept beside it in the data folder. Keys and services are not affected.',
  },
  record_unsure: {
    title: 'The end of the record may have been cut off',
    help: 'The file head.json of the record was missing when this started. If you did not remove it, find out who did: lines about changes and refusals may be gone.',
  },
  no_admin_secret: {
    title: 'No admin secret has been set up',
    help: 'Start the desktop app once, or give a secret when you start without a window.',
  },
  tls_failed: {
    title: 'HTTPS does not work',
    help: 'Devices can still connect without it. Check that the data folder can be written and that no other program uses the port.',
  },
};

/** What a test of a service can find. */
export const diagnosisEn: Record<Diagnosis['code'], ErrorText> = {
  ok: { title: 'It works', help: 'The service answers.' },
  refused: {
    title: 'Nothing is answering at that address',
    help: 'Start the program, then test again. If it runs already, check the port number at the end of the address.',
  },
  name_unknown: {
    title: 'No computer with this name was found',
    help: 'Check the spelling of the address, or use the number of the computer, such as 192.168.1.20.',
  },
  unreachable: {
    title: 'That computer cannot be reached',
    help: 'Check that it is switched on and in the same network.',
  },
  timeout: {
    title: 'No answer came in time',
    help: 'The program may still be starting, or a firewall is in the way. Wait a moment and test again.',
  },
  tls: {
    title: 'The encrypted connection failed',
    help: 'Use http:// instead of https://, or check the certificate of the service.',
  },
  wrong_kind: {
    title: 'Something answers, but it is another kind of service',
    help: 'Choose the right kind above, or check the port number at the end of the address.',
  },
  needs_auth: {
    title: 'The service asks for a key of its own',
    help: 'Enter it under “Key of the service”. Your devices will not need to know it.',
  },
  error_status: {
    title: 'The service answers with an error',
    help: 'It runs, but something is wrong inside it. Look at its own window or log.',
  },
  not_http: {
    title: 'Something answers, but not as a web service',
    help: 'Check the port number at the end of the address.',
  },
};

/** The kinds of services: product names, and what they are for. */
export const kindsEn: Record<ServiceKind, { name: string; about: string }> = {
  ollama: { name: 'Ollama', about: 'Chat models' },
  'lm-studio': { name: 'LM Studio', about: 'Chat models' },
  'llama-cpp': { name: 'llama.cpp', about: 'Chat models' },
  vllm: { name: 'vLLM', about: 'Chat models' },
  koboldcpp: { name: 'KoboldCpp', about: 'Chat models' },
  'text-generation-webui': { name: 'text-generation-webui', about: 'Chat models' },
  localai: { name: 'LocalAI', about: 'Chat, pictures, voices' },
  'open-webui': {
    name: 'Open WebUI',
    about: 'Its models; add what is behind it instead if you can',
  },
  a1111: { name: 'Stable Diffusion', about: 'Pictures (A1111)' },
  comfyui: { name: 'ComfyUI', about: 'Pictures' },
  whisper: { name: 'Whisper', about: 'Speech to text' },
  'whisper-cpp': { name: 'whisper.cpp', about: 'Speech to text' },
  'whisper-asr': { name: 'Whisper ASR Webservice', about: 'Speech to text' },
  tts: { name: 'Text to speech', about: 'Voices' },
  openai: { name: 'OpenAI-compatible', about: 'Any such server' },
  http: { name: 'Any HTTP API', about: 'Everything else' },
};
