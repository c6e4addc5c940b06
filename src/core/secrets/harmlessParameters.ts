/**
 * Recognises harmless values of URL parameters whose names are those of secrets and of other things: `?key=name`,
 * `?code=404`, `?auth=basic`. All others are secrets: an API's key, the code of a login, a session.
 */
import { wordsOf, words } from './nameWords';

/** Words of which such values are made: attributes to sort by, results, methods and states. */
const ordinary = words(`
  access accepted account action active actual address admin alarm alias all already any app asc at attribute
  auth availability available avg backend bad basic binding body bucket build bus cache canceled category cert
  changed cidr class client closed cluster code compute config conflict connection console container content
  count cpu create created current data date days default delete deleted denied desc description description
  destination device digest disabled disk display domain down driver duration email empty enabled end error
  event exceeded exists expired expires failed failure false fault field file filter first flavor floating
  forbidden form format found from gateway get group header health hits host hostname http id image in
  index info input instance internal invalid ip is item key keys keystone kind label last ldap level limit
  link list load local location locked lock login long marker max medium member memory message meta metadata
  method min missing mode model name names network new next no node none not null number offset off ok oidc
  old on open operation option order os other output owner page param parameter parent password path pending
  policy pool port position post prefix present previous priority private process profile project property
  protocol provider public put query queue quota ram range ready redirect ref region rejected remote request
  required resource response result role root route router row rule running saml scope search section server
  service session set setting severity short shared size slot snapshot sort source spec stack start started
  state status step stop string subnet success sum system tag target task tenant term test text time timeout
  title to token total true type unauthorized unavailable undefined unit unknown up updated uri url usage use
  used user username uuid valid value values vcpu vendor version vif volume weight zone
`);

const isOrdinaryWords = (value: string): boolean =>
  wordsOf(value).every(word => ordinary.has(word));

/** Matches names of several words as programmers write them: `hw_disk_bus`, `NOT_FOUND`, `quota:disk.write`. */
const joined = /^(?:[a-z]+(?:[_.:][a-z]+)+|[A-Z]+(?:_[A-Z]+)+)$/;
/** Matches short numbers, dates, languages, names of system errors, and placeholders. */
const formal =
  /^(?:\d{1,5}|\d{4}-\d{2}-\d{2}\S*|[a-z]{2,3}[-_][A-Za-z]{2,4}|E[A-Z]{3,10}|\*+|\.{2,}|…|%[sdr]|%\(\w+\)s|\$?\{+[\w.]*\}+|\$\w+)$/;
const shortest = 4;

/** @param value value of a parameter such as `key`, `code`, `auth`, `session` or `ticket` */
export const isHarmlessParameter = (value: string): boolean =>
  value.length < shortest ||
  formal.test(value) ||
  joined.test(value) ||
  (/^[A-Za-z._:-]+$/.test(value) && isOrdinaryWords(value));
