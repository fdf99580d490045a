import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startFakeLlm, type FakeLlm } from './fake-llm';
import { a1111 } from './fake-services/a1111';
import { startFakeService, type FakeService } from './fake-services/fake-service';
import { speaches } from './fake-services/whisper';
import { createHomeClock, type HomeClock } from './home-clock';
import { startHeadless } from './headless';
import { TEST_ADMIN_SECRET } from './http-api';
import type { PanelGateway } from './panel';

/** The moment of every picture: a Saturday evening. */
export const EVENING_MS = Date.UTC(2026, 10, 21, 19, 42);
/** This computer in its home network, as `scripts/pictures.mjs` makes it. */
export const HOME_ADDRESS = '192.168.1.20';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const ANSWER =
  'An octopus has three hearts and blue blood, and two of the hearts stop while it swims, which is why it would rather crawl. ' +
  'Most of its nerve cells sit in its arms, so that each arm can taste, feel and decide a little for itself.';

/** The AI programs of that home. */
export interface Programs {
  readonly llm: FakeLlm;
  stop(): Promise<void>;
}

/** Starts them; the ports are the ones that they have everywhere. */
export async function startPrograms(): Promise<Programs> {
  const words = ANSWER.split(/(?= )/);
  const models = ['llama3.2:3b', 'qwen3:8b', 'gemma3:12b'];
  const llm = await startFakeLlm({ words, models, port: 11_434 });
  const others: FakeService[] = [
    await startFakeService(a1111, 7860),
    await startFakeService(speaches, 8000),
  ];
  return {
    llm,
    stop: async () => {
      for (const program of [llm, ...others]) await program.stop();
    },
  };
}

/** A gateway with the usual ports, at that moment or another one before it. */
export async function startAtHome(
  atMs = EVENING_MS,
): Promise<{ gateway: PanelGateway; clock: HomeClock }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'latchkey-home-'));
  const clock = createHomeClock(folder);
  await clock.set(atMs);
  const dataDir = path.join(folder, 'data');
  const headless = await startHeadless(dataDir, {
    args: ['--port', '5539', '--admin-port', '5540'],
    nodeArgs: clock.nodeArgs,
    env: clock.env,
  });
  const stop = async () => {
    await headless.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  return { gateway: { ...headless, dataDir, secret: TEST_ADMIN_SECRET, stop }, clock };
}

interface Device {
  readonly secret: string;
  readonly address: string;
  readonly model: string;
}

/** A call of a device of that home; the status of the answer. */
function call(device: Device, path: string, body: object): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: HOME_ADDRESS,
      port: 5539,
      localAddress: device.address,
      method: 'POST',
      path,
      headers: { authorization: `Bearer ${device.secret}`, 'content-type': 'application/json' },
    });
    asked.once('error', reject);
    asked.once('response', (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    asked.end(JSON.stringify(body));
  });
}

const chat = (device: Device, words: number, stream = false) =>
  call(device, '/v1/chat/completions', {
    model: device.model,
    stream,
    messages: [{ role: 'user', content: Array.from({ length: words }, () => 'word').join(' ') }],
  });
const paint = (device: Device) =>
  call(device, '/image/api/generate', { prompt: 'a cat on a windowsill' });

type Api = PanelGateway['api'];

async function addServices(api: Api): Promise<{ ollama: string; painter: string }> {
  const add = async (
    name: string,
    kind: 'ollama' | 'a1111' | 'whisper',
    url: string,
    isDefault = false,
  ) => {
    const { service } = await api.services.create({ name, kind, targets: [{ url }], isDefault });
    await api.services.test({ id: service.id });
    return service.id;
  };
  const ollama = await add('Ollama', 'ollama', 'http://127.0.0.1:11434', true);
  const painter = await add('Stable Diffusion', 'a1111', 'http://127.0.0.1:7860');
  await add('Whisper', 'whisper', 'http://127.0.0.1:8000');
  return { ollama, painter };
}

async function setPrices(api: Api, { ollama, painter }: { ollama: string; painter: string }) {
  for (const [model, perRequestNano] of [
    ['llama*', '1000000'],
    ['qwen*', '2000000'],
    ['gemma*', '3000000'],
  ] as const) {
    await api.billing.setPrice({ scope: { serviceId: ollama, model }, price: { perRequestNano } });
  }
  await api.billing.setPrice({
    scope: { serviceId: painter },
    price: { perRequestNano: '10000000' },
  });
}

/** The people and devices of that home. */
export async function addDevices(api: Api) {
  const { ollama, painter } = await addServices(api);
  await setPrices(api, { ollama, painter });
  await api.people.create({ name: 'Mum', allowance: { money: { month: '5000000000' } } });
  await api.people.create({ name: 'Dad' });
  await api.people.create({ name: 'Mia', allowance: { tokens: { day: 20_000 } } });
  const night = { name: 'Bedtime', days: [1, 2, 3, 4, 7], from: '21:00', to: '07:00' };
  const quiet = {
    ...night,
    services: [],
    models: [],
    graceMinutes: 5,
    message: 'Good night, Mia!',
  };
  const everyday = { rate_limit_requests: 60, rate_limit_window_seconds: 60 };
  const all = { ...everyday, services: '*' } as const;
  const guestEnds = new Date(EVENING_MS + 2 * 24 * HOUR_MS).toISOString();
  const make = async (
    fields: Parameters<Api['keys']['create']>[0],
    last: number,
    model = 'llama3.2:3b',
  ): Promise<Device> => {
    const { secret } = await api.keys.create(fields);
    return { secret, address: `192.168.1.${last}`, model };
  };
  return {
    mum: await make({ ...all, name: 'Mum’s phone', person: 'Mum' }, 34),
    laptop: await make({ ...all, name: 'Dad’s laptop', person: 'Dad' }, 41, 'qwen3:8b'),
    kitchen: await make(
      { ...all, name: 'Kitchen tablet', services: [ollama], rate_limit_requests: 10 },
      36,
    ),
    mia: await make(
      { ...all, name: 'Mia’s laptop', person: 'Mia', quietTimes: [quiet] },
      38,
      'gemma3:12b',
    ),
    scripts: await make({ ...all, name: 'Home Assistant', services: [ollama] }, 50, 'qwen3:8b'),
    guest: await make(
      { ...all, name: 'Jonas (guest)', services: [ollama], expiresAt: guestEnds },
      77,
    ),
    wall: await make({ name: 'Wall tablet', services: [], role: 'dashboard' }, 37),
  };
}

type Devices = Awaited<ReturnType<typeof addDevices>>;

/** What these devices ask in an hour of the day, at most; the same every time. */
async function liveAnHour(devices: Devices, hour: number, day: number): Promise<void> {
  const { mum, laptop, kitchen, mia, scripts, guest } = devices;
  const times = async (count: number, ask: () => Promise<number>) => {
    for (let n = 0; n < count; n++) await ask();
  };
  const rhythm = (hour * 7 + day * 3) % 5;
  if (hour >= 6 && hour % 2 === 0) await chat(scripts, 30);
  if (hour >= 7 && hour <= 21) await times(rhythm % 3, () => chat(mum, 60 + 12 * hour));
  if (hour >= 9 && hour <= 18) await times(rhythm, () => chat(laptop, 180 + 20 * hour));
  if (hour === 8 || hour === 12 || hour >= 17)
    await times(2 + (rhythm % 2), () => chat(kitchen, 40));
  if (hour >= 14 && hour <= 20) await times(1 + (rhythm % 2), () => chat(mia, 140));
  if (hour === 16 && day === 0) await times(3, () => chat(guest, 50));
  if (hour === 11 || hour === 17) await times(2, () => paint(mum));
}

/** Three weeks of that home, which end on the evening of the pictures with a tablet that was too fast. */
export async function livePastWeeks(devices: Devices, clock: HomeClock, days = 20): Promise<void> {
  const lastHour = 19;
  for (let day = -days; day <= 0; day++) {
    const step = day < -1 ? 3 : 1;
    for (let hour = 6; hour <= (day === 0 ? lastHour : 22); hour += step) {
      const jitter = ((hour * 11 + Math.abs(day) * 5) % 40) * MINUTE_MS;
      const midnight = EVENING_MS - 19 * HOUR_MS - 42 * MINUTE_MS + day * 24 * HOUR_MS;
      await clock.set(midnight + hour * HOUR_MS + (day === 0 && hour === lastHour ? 0 : jitter));
      await liveAnHour(devices, hour, Math.abs(day));
    }
  }
  for (let n = 0; n < 13; n++) {
    await clock.set(EVENING_MS - 3 * MINUTE_MS + n * 700);
    await chat(devices.kitchen, 40);
  }
  await clock.set(EVENING_MS - MINUTE_MS);
  await chat(devices.mum, 80);
  await chat(devices.laptop, 320);
  await clock.set(EVENING_MS);
}

/** Two devices that are being answered, until the programs go on. */
export async function askTwoAtOnce({ llm }: Programs, { mum, laptop }: Devices): Promise<void> {
  llm.hold();
  const before = llm.requests.length;
  for (const device of [mum, laptop]) void chat(device, 120, true).catch(() => {});
  await llm.until(({ requests }) => requests.length >= before + 2);
}
