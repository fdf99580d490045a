import type { Allowance } from '#shared/contract/operations/allowances';
import type { Settings } from '#shared/contract/operations/system';
import { DEFAULT_PRICE_PER_REQUEST } from '#shared/domain/money';
import type { Config, StoredService } from './config-schema';

const noCaps = { day: null, week: null, month: null, total: null } as const;

/** An allowance that allows everything. */
export const noAllowance = (): Allowance => ({
  concurrent: null,
  calls: { ...noCaps },
  tokens: { ...noCaps },
  money: { ...noCaps },
});

/** What a service has besides its name and targets when nobody set anything: bytes go through as they are. */
export const plainService = (): Pick<
  StoredService,
  'allowance' | 'rate' | 'shadow' | 'balance' | 'resilience' | 'queueSeconds' | 'rules'
> => ({
  allowance: noAllowance(),
  rate: null,
  shadow: false,
  balance: 'least-busy',
  resilience: { checkSeconds: null, failures: 5, openSeconds: 15, retries: 2 },
  queueSeconds: 60,
  rules: {
    methods: null,
    requestHeaders: [],
    responseHeaders: [],
    rewrites: [],
    routes: [],
    json: { set: {}, defaults: {}, caps: {} },
    cacheSeconds: null,
    askForUsage: true,
    translate: true,
  },
});

/** The settings of a first start. */
export const defaultSettings = (): Settings => ({
  paused: false,
  pausedUntil: null,
  language: 'auto',
  welcomeDone: false,
  notices: { security: true, budgets: true, outages: true, updates: true },
  publicPort: 5539,
  adminPort: 5540,
  currency: 'EUR',
  auditMaxBytes: 10 * 1024 * 1024,
  auditKeepFiles: 5,
  allowedHosts: [],
  addresses: { allow: [], deny: [] },
  timeZone: 'auto',
  defaultPricePerRequestNano: DEFAULT_PRICE_PER_REQUEST.toString(),
  energy: null,
  reserveTokens: 1000,
  keepRowsDays: 400,
  accessLog: false,
  alerts: {
    failedAttempts: 10,
    failedWithinMinutes: 5,
    guessedKeys: 5,
    volumeFactor: 8,
    volumeFloorPerHour: 200,
    newNetwork: true,
    nightUse: true,
    sharedKey: true,
    doNotDisturb: null,
  },
  httpsEnabled: false,
  tlsPort: 5543,
  aliases: [],
  identity: { jwt: [], tailnet: [] },
  tracing: null,
  mdnsEnabled: false,
});

/** What a first start begins with: nothing open, nothing allowed. */
export const emptyConfig = (): Config => ({
  adminHash: null,
  nextServiceId: 1,
  services: [],
  keys: [],
  nextPersonId: 1,
  people: [],
  prices: [],
  bans: [],
  enabledInterfaces: [],
  settings: defaultSettings(),
});
