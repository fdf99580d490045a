import { JoinAnswer } from '#shared/contract/join';

/** Opens the page behind a code, as the camera of a phone does; the status it is answered with. */
export async function openLink(link: string): Promise<number> {
  const page = await fetch(link, { headers: { accept: 'text/html' } });
  await page.arrayBuffer();
  return page.status;
}

/** What the page does when somebody presses "Connect". */
export async function connectByLink(link: string, name: string): Promise<JoinAnswer> {
  const answer = await fetch(link, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(link).origin },
    body: JSON.stringify({ name, claim: 'a-claim-of-this-test-page' }),
  });
  return JoinAnswer.parse(await answer.json());
}

/** A short chat with the key that a phone was given; the status of the answer. */
export async function askWith({ secret }: JoinAnswer, link: string): Promise<number> {
  const answer = await fetch(new URL('/v1/chat/completions', link), {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'llama3.2:1b', messages: [{ role: 'user', content: 'Hi' }] }),
  });
  await answer.arrayBuffer();
  return answer.status;
}
