import * as z from 'zod';
import {
  Allowance,
  AllowanceChange,
  Amount,
  QuietTime,
  Raise,
  RaiseTaken,
  Rate,
} from './allowances';
import { Count, Id, label, Timestamp } from './fields';

export const PersonSummary = z.object({
  id: Id,
  name: z.string(),
  createdAt: z.string(),
  /** Shared by all keys of the person. */
  allowance: Allowance,
  rate: Rate.nullable(),
  quietTimes: z.array(QuietTime),
  /** Limits only report what they would have refused. */
  shadow: z.boolean(),
  raises: z.array(Raise),
  keys: Count,
});
export type PersonSummary = z.infer<typeof PersonSummary>;

const PersonFields = z.object({
  name: label(60),
  allowance: AllowanceChange.optional(),
  rate: Rate.nullable().optional(),
  quietTimes: z.array(QuietTime).max(20).optional(),
  shadow: z.boolean().optional(),
});

const one = z.object({ id: Id });
const person = z.object({ person: PersonSummary });

export const people = {
  list: {
    kind: 'query',
    summary: 'The people whose keys share an allowance',
    input: z.object({}),
    output: z.object({ people: z.array(PersonSummary) }),
  },
  create: { kind: 'command', summary: 'Add a person', input: PersonFields, output: person },
  update: {
    kind: 'command',
    summary: 'Change a person; only the fields sent are changed',
    input: PersonFields.partial().extend({ id: Id }),
    output: person,
  },
  raise: {
    kind: 'command',
    summary: 'Give a person more of something for a while, until midnight when no end is named',
    input: one.extend({
      measure: Raise.shape.measure,
      extra: Amount,
      until: Timestamp.optional(),
    }),
    output: person,
  },
  unraise: {
    kind: 'command',
    summary: 'Take back what a person was given for a while; what was used of it stays used',
    input: one.extend(RaiseTaken.shape),
    output: person,
  },
  remove: {
    kind: 'command',
    summary: 'Forget a person; their keys go on without one, and what they used stays on record',
    input: one,
    output: one,
  },
} as const;
