/** The events of one step, as type and fields. */
type Steps = readonly (readonly [string, object])[];

/** One item of a response's output, from its opening to its whole form. */
export interface OutputItem {
  /** Tells whether text that follows belongs to the same item. */
  readonly create: ((id: string) => OutputItem) | undefined;
  opening(): Steps;
  fill(text: string): Steps;
  closing(): Steps;
  whole(): object;
}

interface PartKind {
  readonly create: (id: string) => OutputItem;
  readonly event: string;
  readonly part: (text: string) => object;
  readonly item: (content: object[], status: string) => object;
  /** Fields that go with each piece and with the whole text. */
  readonly extra: object;
}

/** An item with one part of text in it. */
function partItem(id: string, { create, event, part, item, extra }: PartKind): OutputItem {
  const place = { item_id: id, content_index: 0 };
  let text = '';
  const whole = (): object => ({ id, ...item([part(text)], 'completed') });
  return {
    create,
    whole,
    opening: () => [
      ['response.output_item.added', { item: { id, ...item([], 'in_progress') } }],
      ['response.content_part.added', { ...place, part: part('') }],
    ],
    fill(delta) {
      text += delta;
      return [[`${event}.delta`, { ...place, delta, ...extra }]];
    },
    closing: () => [
      [`${event}.done`, { ...place, text, ...extra }],
      ['response.content_part.done', { ...place, part: part(text) }],
      ['response.output_item.done', { item: whole() }],
    ],
  };
}

/** What the model says to the person. */
export function textItem(id: string): OutputItem {
  return partItem(id, {
    create: textItem,
    event: 'response.output_text',
    part: (text) => ({ type: 'output_text', text, annotations: [], logprobs: [] }),
    item: (content, status) => ({ type: 'message', role: 'assistant', status, content }),
    extra: { logprobs: [] },
  });
}

/** What the model thinks before it says something. */
export function reasoningItem(id: string): OutputItem {
  return partItem(id, {
    create: reasoningItem,
    event: 'response.reasoning_text',
    part: (text) => ({ type: 'reasoning_text', text }),
    item: (content, status) => ({ type: 'reasoning', status, summary: [], content }),
    extra: {},
  });
}

/** A call of a function. */
export function callItem(id: string, callId: string, name: string): OutputItem {
  const place = { item_id: id };
  let json = '';
  const item = (status: string) => ({
    id,
    type: 'function_call',
    status,
    call_id: callId,
    name,
    arguments: json,
  });
  return {
    create: undefined,
    whole: () => item('completed'),
    opening: () => [['response.output_item.added', { item: item('in_progress') }]],
    fill(delta) {
      json += delta;
      return [['response.function_call_arguments.delta', { ...place, delta }]];
    },
    closing: () => [
      ['response.function_call_arguments.done', { ...place, name, arguments: json }],
      ['response.output_item.done', { item: item('completed') }],
    ],
  };
}
