import type { ErrorTexts } from '../error-text';

/** What the owner reads of requests that were turned away: what a key may do, and when there is room. */
export const ruleErrorsEn = {
  SERVICE_NOT_ALLOWED: {
    title: 'This key may not use this service',
    help: 'If it should, open the key and add the service.',
  },
  PATH_NOT_ALLOWED: {
    title: 'That part of the service is switched off',
    help: 'Devices may use models, but not install, change or delete them. Do that on this computer.',
  },
  LIMIT_REACHED: {
    title: 'The key was faster than its limit',
    help: 'It may go on in a moment. If this happens often, give the key more.',
  },
  CONCURRENCY_REACHED: {
    title: 'Too many calls at the same time',
    help: 'It may go on as soon as one of them has ended. If this happens often, allow more at once.',
  },
  QUEUE_FULL: {
    title: 'Too many calls wait already',
    help: 'The service takes only so many at once, and the queue is full. It may go on in a moment.',
  },
  QUEUE_TIMEOUT: {
    title: 'It waited too long for its turn',
    help: 'The service was busy with other calls. Let calls wait longer, or allow more at once.',
  },
  ALLOWANCE_CALLS: {
    title: 'The allowed number of calls is used up',
    help: 'It begins anew by itself. If it should go on now, open the key and give it more for today.',
  },
  ALLOWANCE_TOKENS: {
    title: 'The allowed number of AI tokens is used up',
    help: 'It begins anew by itself. If it should go on now, open the key and give it more for today.',
  },
  BUDGET_SPENT: {
    title: 'The budget is used up',
    help: 'If it should go on now, open the key and give it more for today, or top it up.',
  },
  QUIET_HOURS: {
    title: 'It is quiet time for this key',
    help: 'It may call again when the quiet time is over. You set these times with the key or its person.',
  },
  MODEL_NOT_ALLOWED: {
    title: 'This key may not use this model',
    help: 'If it should, open the key and add the model.',
  },
  ADDRESS_NOT_ALLOWED: {
    title: 'This key may not be used from this address',
    help: 'If it is your own device in another network, open the key and add its address.',
  },
  TOO_MANY_FAILURES: {
    title: 'Too many wrong keys came from this address',
    help: 'It has to wait a little. If it is your own device, check the key in its app.',
  },
  CONNECTIONS_EXHAUSTED: {
    title: 'Too many connections are open',
    help: 'Wait a moment and try again.',
  },
  GATEWAY_PAUSED: {
    title: 'Everything is paused',
    help: 'Switch “Pause everything” off on the Overview page.',
  },
  SERVICE_PAUSED: {
    title: 'This service is paused',
    help: 'Switch it on under Services.',
  },
  OVERLOADED: {
    title: 'Latchkey has too much to do at once',
    help: 'Its memory is nearly full with large calls. They are let through again within seconds.',
  },
  RECORD_UNAVAILABLE: {
    title: 'The call could not be recorded',
    help: 'Most often the disk is full. Free some space: Latchkey goes on by itself.',
  },
  SERVICE_UNAVAILABLE: {
    title: 'The service failed several times in a row',
    help: 'Latchkey leaves it alone for a moment and then tries again. “Test” under Services tries at once.',
  },
  STOPPING: {
    title: 'Latchkey was shutting down',
    help: 'Start it again and repeat the call.',
  },
  KEY_READ_ONLY: {
    title: 'This key may only look',
    help: 'It opens the dashboard for a tablet. Give the device a key of its own to use services.',
  },
  ADDRESS_BANNED: {
    title: 'You have turned this address away',
    help: 'If it is a device of yours, end the ban.',
  },
} satisfies ErrorTexts;
