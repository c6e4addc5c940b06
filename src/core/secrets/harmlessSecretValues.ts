/**
 * Recognises values under secrets' names that hold no secret: references in templates, the community numbers
 * of BGP, the file that has the credentials, public keys.
 */
import type { JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';

/** Matches what Jinja, Mistral and Puppet put a value in the place of; a text in quotes would be a value itself. */
const reference =
  /^(?:\{\{-?\s{0,8}[A-Za-z_][\w.]{0,128}(?:\s{0,4}\|\s{0,4}[a-z_]\w{0,40}){0,4}\s{0,8}-?\}\}|<%=?\s{0,8}[$@]?[A-Za-z_.][\w.]{0,128}(?:\(\))?\s{0,8}%>)$/;
/** Matches the function of Heat or CloudFormation that takes the value of a parameter, of a resource or of an output. */
const referenceFunction =
  /^\{\s{0,4}["']?(?:get_(?:attr|param|resource)|Ref|Fn::GetAtt)["']?\s{0,2}:\s{0,4}[^{}]{1,128}\}$/;
const referenceFunctions: ReadonlySet<string> = new Set([
  'get_attr',
  'get_param',
  'get_resource',
  'Ref',
  'Fn::GetAtt',
]);

const isCommunity = (name: string): boolean => /(?:^|_)communit(?:y|ies)$/i.test(name);
/** Matches communities of BGP (RFC 1997, RFC 8092), which routers tell each other. */
const communities =
  /^\[?(?:\d{1,10}:\d{1,10}(?::\d{1,10})?|no-export|no-advertise|local-as)(?:,?\s(?:\d{1,10}:\d{1,10}(?::\d{1,10})?|no-export|no-advertise|local-as))*\]?$/;

const isCredentials = (name: string): boolean => /(?:^|[_.-])cred(?:ential)?s?$/i.test(name);
const file = /^(?:\/[\w.-]{1,64}){2,16}$/;
/** Matches a public key as OpenSSH writes it, with its comment. */
const publicKey =
  /^(?:ssh-(?:dss|ed25519|rsa)|ecdsa-sha2-nistp\d{3}) AAAA[A-Za-z0-9+/]{1,1000}={0,3}(?: [\w.@-]{1,128})?\s?$/;
const maxLength = 1_200;

/** @param value the text of a value, which may be written as in YAML */
export const isHarmlessText = (name: string, value: string): boolean =>
  value.length <= maxLength &&
  (reference.test(value) ||
    publicKey.test(value) ||
    referenceFunction.test(value) ||
    (isCommunity(name) && communities.test(value)) ||
    (isCredentials(name) && file.test(value) && /\.\w{1,8}$/.test(value)));

/** Tells whether a mapping is a reference in a template: `{"get_param": "admin_password"}`. */
export function isReference(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  const [name = '', ...others] = Object.keys(value);
  return others.length === 0 && referenceFunctions.has(name);
}
