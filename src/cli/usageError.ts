/** A command line that cannot be understood; the message is a sentence for its user. */
export class UsageError extends Error {}
