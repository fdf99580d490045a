import type { FakeLlm } from './fake-llm';
import type { PanelGateway } from './panel';

interface World {
  readonly gateway: PanelGateway;
  readonly llm: FakeLlm;
}

/** A service that counts words as AI tokens, and the id under which it is billed. */
export async function addChat({ gateway, llm }: World): Promise<string> {
  const { service } = await gateway.api.services.create({
    name: 'Chat',
    kind: 'ollama',
    targets: [{ url: llm.url }],
    isDefault: true,
  });
  return service.id;
}

/** A call of a phone: a short chat. The status of the answer. */
export async function chatAs({ gateway }: Pick<World, 'gateway'>, key: string): Promise<number> {
  const answer = await fetch(`${gateway.publicUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'llama3.2:1b', messages: [{ role: 'user', content: 'Hi' }] }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** A family with shared allowances, prices, quiet times, a guest and a closed billing cycle. */
export async function fillHousehold({ gateway, llm }: World): Promise<void> {
  const { api } = gateway;
  const { service } = await api.services.create({
    name: 'Ollama',
    kind: 'ollama',
    targets: [{ url: llm.url }],
    isDefault: true,
  });
  const { person: anna } = await api.people.create({
    name: 'Anna',
    allowance: { calls: { day: 10 }, money: { month: '5000000000' } },
  });
  await api.people.create({ name: 'Ben', shadow: true });
  const night = { name: 'Night', days: [1, 2, 3, 4, 7], from: '21:00', to: '07:00' };
  // What the test calls stays allowed: it must not depend on the time of day.
  const rest = { services: [service.id], models: [], graceMinutes: 2, message: 'Good night!' };
  const phone = await api.keys.create({
    name: 'Anna’s phone',
    services: '*',
    person: anna.id,
    allowance: { calls: { day: 5 } },
    quietTimes: [{ ...night, ...rest }],
  });
  const laptop = await api.keys.create({ name: 'Anna’s laptop', services: '*', person: anna.id });
  const ben = await api.keys.create({
    name: 'Ben’s tablet',
    services: [service.id],
    person: 'Ben',
    rate_limit_requests: 60,
    allowance: { tokens: { week: 20_000 }, money: { total: '2000000000' } },
    shadow: true,
  });
  await api.billing.setPrice({
    scope: { keyId: ben.key.id },
    price: { perRequestNano: '2000000' },
  });
  const perToken = { perMillionInNano: '100000000', perMillionOutNano: '300000000' };
  await api.billing.setPrice({
    scope: { serviceId: service.id, model: 'llama3*' },
    price: { ...perToken, watts: 180 },
  });
  const perKwhNano = '300000000';
  await api.settings.update({
    energy: { perKwhNano, night: { from: '22:00', to: '06:00', perKwhNano: '200000000' } },
  });
  for (let call = 0; call < 3; call++) await chatAs({ gateway }, laptop.secret);
  await api.billing.closeCycle({ note: 'October' });
  for (let call = 0; call < 4; call++) await chatAs({ gateway }, phone.secret);
  for (let call = 0; call < 3; call++) await chatAs({ gateway }, ben.secret);
  await api.keys.raise({ id: phone.key.id, measure: 'calls', extra: '2' });
}
