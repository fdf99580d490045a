/** The status on record of a call whose caller left before there was an answer. */
export const CLIENT_CLOSED_REQUEST = 499;
