import type { Api } from '../api/api';

/** Whether nothing was set up here yet and nobody said "later": then the first steps open by themselves. */
export async function isFirstRun(api: Api): Promise<boolean> {
  const { settings } = await api.settings.get({});
  if (settings.welcomeDone) return false;
  const [{ services }, { keys }] = await Promise.all([api.services.list({}), api.keys.list({})]);
  return services.length === 0 && keys.length === 0;
}
