/**
 * What the gateway calls itself in the `Server` header where apps ask whether anybody is there. By this another Latchkey
 * that looks for AI programs sees that it need not ask on: each question would be a refused call on record here.
 */
export const SERVER_NAME = 'Latchkey';
