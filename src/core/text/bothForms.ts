/**
 * Tells that an event was told in two forms: `also instance.create.end`; `in both forms` when they have
 * one name.
 */
export const bothForms = (name: string, other: string): string =>
  name === other ? 'in both forms' : `also ${other}`;
