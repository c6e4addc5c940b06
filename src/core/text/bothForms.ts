/**
 * Tells that an event was reported in two forms: `also instance.create.end`; `in both forms` when they have
 * one name.
 */
export const bothForms = (name: string, other: string): string =>
  name === other ? 'in both forms' : `also ${other}`;

/** The name of an event, with that of its other form in brackets where there is one. */
export const nameInBothForms = (name: string, other: string | undefined): string =>
  other === undefined ? name : `${name} (${bothForms(name, other)})`;
