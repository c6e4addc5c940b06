/**
 * Removes secrets from messages before they are stored or shown. Each secret is replaced by a mark
 * such as `‹auth_token:7f3a12cd›`: its name, and eight digits of a keyed hash. Equal secrets get
 * equal marks within a capture, and without the key nobody can test a guess.
 *
 * A value is secret by its name, or by its shape, whatever its name is. A mapping or list under a
 * secret's name is masked leaf by leaf. `null`, booleans and empty values stay: they contain no
 * secret, and are informative.
 */
import type { JsonObject, JsonValue } from '../base/json';
import { isJsonObject } from '../base/json';
import { remembered } from '../base/remembered';
import type { ReadObject } from '../oslo/json';
import { maxNesting, parsePythonJson } from '../oslo/json';
import { contextPrefix } from '../oslo/message';
import { isBinaryText, isPickle, textOfBytes } from './bodyKind';
import { mapped, setMember } from './changedCopies';
import { completeJson } from './completeJson';
import { replaceJson } from './embeddedJson';
import { isFieldName } from './fieldNames';
import { isHarmlessText, isReference } from './harmlessSecretValues';
import { mayHideText, replaceHidden } from './hiddenText';
import { isJudgedSecret } from './judgedMembers';
import { isMark, Marks } from './marks';
import type { NameFacts } from './memberNames';
import { MemberNames } from './memberNames';
import type { MemberRole } from './memberRoles';
import { isHidingValue, maxNamedValue } from './memberRoles';
import { NamedSecrets } from './namedSecrets';
import { endOfPath, isPathName } from './namesApart';
import { neighboursOfNames } from './neighbours';
import { isPlainWord } from './plainWord';
import { hasRepeatedNames } from './repeatedNames';
import type { SecretColumns } from './secretColumns';
import { secretColumns } from './secretColumns';
import { maskedListItems } from './secretLists';
import { isCountable, isHarmlessValue } from './secretNames';
import { mayHoldShape } from './secretShapes';
import type { MaskMember } from './secretsBeside';
import { SecretsBeside } from './secretsBeside';
import { replaceSecrets, replaceShapes, suspectText } from './secretText';
import { isStatement } from './statements';

/** Matches between a secret and the name beside it. */
const separator = /[=<{"':(,;|：\s\\]|--/;
/** Matches in every text that contains a secret beside its name. */
const suspect = new RegExp(suspectText, 'i');
/** Values that services write in the place of a secret. */
const standIn = /^(?:true|false|none|null|\*+|<[a-z_ ]+>)$/i;
/** Matches names of what holds several secrets. */
const severalSecrets =
  /(?:passw(?:or)?ds|passphrases|passcodes|secrets|tokens|cookies|api_?keys)$/i;
/** Matches a password at the end of a URL that was cut off. */
const cutPassword =
  /:\/\/[^\s/:@"'<>\\]{0,256}:(?!\d{0,5}(?:[\s/?#]|$))([^\s@"'<>\\]{1,256}(?: [^\s@"'<>\\]{0,64}){0,3})$/;

/**
 * Replaces values that are nested deeper than the decoder allows; they are not searched for
 * secrets.
 */
const tooDeep = '(nested too deeply)';

const maxRememberedCharacters = 1_000_000;
const maxRememberedText = 1_024;
/** Size of an entry besides its text, in characters. */
const entryCharacters = 64;
const rememberedBrokerNames = 10_000;

export class Masker {
  private readonly marks: Marks;
  private readonly names = new MemberNames(name => this.maskText(name));
  private readonly roleOf = (name: string): MemberRole => this.names.of(name).role;
  private readonly texts = new Map<string, string>();
  private rememberedCharacters = 0;
  private readonly namedSecrets = new NamedSecrets();
  private readonly beside = new SecretsBeside(this.names, this.namedSecrets);
  /** Mappings and lists that a name beside them told to be secret: in nested ones each level would walk all below. */
  private readonly maskedWhole = new WeakSet<object>();
  /** Number of members in the mappings that were walked since the begin of the text. */
  private memberCount = 0;

  /** @param salt key of the hash: random for each capture, and stored nowhere */
  constructor(salt: string) {
    this.marks = new Marks(salt);
  }

  /** @returns the same object when it holds no secret */
  mask(value: JsonObject): JsonObject {
    return this.maskObject(value, maxNesting);
  }

  /**
   * Masks what was read from JSON text. Where a name stands twice in a mapping, the text is written
   * anew: only its last value was searched.
   *
   * @returns the same when it holds no secret
   */
  maskRead(read: ReadObject): ReadObject {
    this.memberCount = 0;
    const object = this.maskObject(read.object, maxNesting);
    return object === read.object && !hasRepeatedNames(read.json, this.memberCount)
      ? read
      : { object, json: JSON.stringify(object) };
  }

  /** Masks `name = value`, `"name": "value"`, `--name value`, `<name>value</name>` and shapes. */
  maskText(text: string): string {
    return this.maskString(text, maxNesting);
  }

  /** Masks text whose end is missing, so that its last value may be the beginning of a secret. */
  maskCutText(text: string): string {
    const cut = cutPassword.exec(text.slice(-1_024))?.[1];
    if (cut === undefined) return this.maskText(text);
    return this.maskText(text.slice(0, -cut.length) + this.markOf('password', cut));
  }

  /**
   * Masks a name of the broker's: a queue, exchange, routing key, user or connection. Its parts stand
   * between dots and colons (`keystone-token-flush:4711:…`), which say nothing of a secret.
   */
  readonly maskName = remembered((name: string) => {
    const isText = /[=\s"'<{]/.test(name) || mayHideText(name);
    return isText
      ? this.maskText(name)
      : replaceShapes(name, (kind, value) => this.markOf(kind, value));
  }, rememberedBrokerNames);

  /** Digest of bytes that are not stored: equal bytes of one capture have equal digests. */
  digestOf(bytes: Uint8Array): string {
    return this.marks.digestOf(bytes);
  }

  private maskObject(object: JsonObject, levels: number): JsonObject {
    let masked: JsonObject | undefined;
    let holdsValue = false;
    let named: string | undefined;
    let isNaming = false;
    let isHidden = false;
    let inner: string | undefined;
    let columns: SecretColumns | undefined;
    let path: string | undefined;
    let isCall = false;
    let beside: ReadonlySet<string> | undefined;
    let isRenamed = false;
    let last = this.names.start;
    // Looping over two arrays is several times faster than `for … in` or `Object.entries`.
    const names = Object.keys(object);
    const values = Object.values(object);
    const isSmall = names.length <= maxNamedValue;
    this.memberCount += names.length;
    for (let i = 0; i < names.length; i++) {
      const name = names[i];
      const value = values[i];
      if (name === undefined) continue;
      const facts = this.names.after(last, name);
      last = facts;
      if (facts.isRenamed) isRenamed = true;
      if (value === null || value === undefined) continue;
      const { role } = facts;
      const mayName = isSmall || role === 'names';
      if (facts.isOrdinary) {
        // Hosts, projects and states are the same in most messages.
        if (value === (mayName ? facts.nameless : facts.harmless) || typeof value === 'number')
          continue;
      } else {
        if (role === 'holds') holdsValue = true;
        if (facts.isHiding && isHidingValue(value)) isHidden = true;
        if (facts.isMethod) isCall = true;
        beside ??= facts.beside;
      }
      let secretNamed: string | undefined;
      if (typeof value === 'string') {
        if (mayName && !facts.isSecret) secretNamed = this.namedSecrets.nameIn(value);
        if (secretNamed !== undefined) {
          isNaming = true;
          if (role === 'names') named ??= secretNamed;
        }
      } else if (role === 'names' || role === 'heads') {
        if (Array.isArray(value)) {
          columns ??= secretColumns(value);
          path ??= isPathName(name) ? endOfPath(value) : undefined;
        } else if (role === 'heads' && isJsonObject(value)) inner = name;
      }
      const isSecret = facts.isSecret || (facts.isJudged && isJudgedSecret(name, value));
      const replacement = isSecret
        ? (knownMask(facts, value) ?? this.maskLeaves(name, value, levels))
        : this.maskValue(value, levels);
      if (replacement === value) {
        if (typeof value !== 'string' || !isRemembered(value, levels)) continue;
        if (!mayName) facts.harmless = value;
        else if (secretNamed === undefined) facts.nameless = value;
        continue;
      }
      masked ??= { ...object };
      setMember(masked, name, replacement);
    }
    if (
      holdsValue ||
      isNaming ||
      inner !== undefined ||
      path !== undefined ||
      columns ||
      isCall ||
      beside
    )
      masked = this.beside.mask(
        masked ?? object,
        {
          names,
          values,
          holdsValue,
          named,
          isNaming,
          isHidden,
          inner,
          columns,
          path,
          isCall,
          beside,
        },
        this.again(levels),
      );
    const result = masked ?? object;
    return isRenamed ? this.renamed(result) : result;
  }

  /** Masks what was walked before, or will be, so that its members count once. */
  private maskAgain(name: string, value: JsonValue, levels: number): JsonValue {
    const { memberCount } = this;
    const masked = this.maskLeaves(name, value, levels);
    this.memberCount = memberCount;
    if (typeof masked === 'object' && masked !== null) this.maskedWhole.add(masked);
    return masked;
  }

  private again(levels: number): MaskMember {
    return (name, value) => this.maskAgain(name, value, levels);
  }

  private isMaskedWhole(value: JsonValue): boolean {
    return typeof value === 'object' && value !== null && this.maskedWhole.has(value);
  }

  /** Replaces names of members that are secrets themselves. */
  private renamed(
    object: JsonObject,
    shown = (name: string): string => this.names.of(name).shown,
  ): JsonObject {
    return Object.fromEntries(Object.entries(object).map(([name, value]) => [shown(name), value]));
  }

  /** Masks all that stands under a secret's name, except what is known to be none. */
  private maskLeaves(name: string, value: JsonValue, levels: number): JsonValue {
    if (value === null || typeof value === 'boolean' || value === '') return value;
    if (typeof value === 'string') return this.maskWhole(name, value);
    if (typeof value === 'number')
      return isCountable(name) ? value : this.markOf(name, String(value));
    if (this.isMaskedWhole(value)) return value;
    if (levels === 0) return tooDeep;
    if (Array.isArray(value)) {
      // A number in a list is an item, and no count of items.
      return mapped(value, each =>
        typeof each === 'number'
          ? this.markOf(name, String(each))
          : this.maskLeaves(name, each, levels - 1),
      );
    }
    if (isReference(value)) return this.maskValue(value, levels);
    let masked: JsonObject | undefined;
    let isRenamed = false;
    let last = this.names.start;
    const members = Object.keys(value);
    const values = Object.values(value as JsonObject);
    // A set of secrets has them as its names: `{"tokens": {"x": true}}`.
    const isSet = severalSecrets.test(name) && values.every(each => typeof each !== 'string');
    this.memberCount += members.length;
    for (let i = 0; i < members.length; i++) {
      const member = members[i];
      const each = values[i];
      if (member === undefined || each === undefined) continue;
      last = this.names.after(last, member);
      if (last.isRandom || last.isRenamed || isSet) isRenamed = true;
      const replacement =
        isSet && !isFieldName(member)
          ? this.maskLeaves('secret', each, levels - 1)
          : this.maskMember(last, each, levels - 1);
      if (replacement === each) continue;
      masked ??= { ...(value as JsonObject) };
      setMember(masked, member, replacement);
    }
    const result = masked ?? (value as JsonObject);
    return isRenamed ? this.renamed(result, member => this.nameInSecret(member, isSet)) : result;
  }

  /** Masks a text under a secret's name. Many messages have the same token, so it is remembered. */
  private maskWhole(name: string, text: string): string {
    const isHarmless = standIn.test(text) || isStatement(text) || isHarmlessText(name, text);
    const shown = isHarmless ? text : this.markOf(name, text);
    if (text.length <= maxRememberedText) this.names.of(name).masked = { secret: text, shown };
    return shown;
  }

  /** Under a secret's name, what looks random may be a secret although it is a name of a member. */
  private nameInSecret(name: string, isSet: boolean): string {
    const { isRandom, shown } = this.names.of(name);
    const isSecret = isRandom || (isSet && !isFieldName(name) && !isMark(name));
    return isSecret ? this.markOf('secret', name) : shown;
  }

  private maskMember(facts: NameFacts, value: JsonValue, levels: number): JsonValue {
    const { name, isRandom, isHarmlessInSecret } = facts;
    if (isHarmlessInSecret && (Array.isArray(value) ? value : [value]).every(isHarmlessValue))
      return this.maskValue(value, levels);
    if (isRandom) return this.maskLeaves('secret', value, levels);
    return knownMask(facts, value) ?? this.maskLeaves(name, value, levels);
  }

  private maskValue(value: JsonValue, levels: number): JsonValue {
    if (typeof value === 'string') return this.maskString(value, levels);
    if (typeof value !== 'object' || value === null) return value;
    if (levels === 0) return tooDeep;
    return Array.isArray(value)
      ? this.maskArray(value, levels - 1)
      : this.maskObject(value as JsonObject, levels - 1);
  }

  private maskArray(values: readonly JsonValue[], levels: number): JsonValue {
    if (values.length === 0) return values;
    if (typeof values[0] === 'number') {
      const text = textOfBytes(values);
      if (text !== undefined && this.maskString(text, levels) !== text)
        return this.markOf('encoded', text);
    }
    const listed =
      typeof values[0] === 'object' && !Array.isArray(values[0])
        ? this.maskNeighbours(values, levels)
        : maskedListItems(values, this.again(levels), word => this.names.of(word).isSecret);
    if (listed === values) return mapped(values, each => this.maskValue(each, levels));
    return mapped(listed, each => (this.isMaskedWhole(each) ? each : this.maskValue(each, levels)));
  }

  /** Masks the value in a mapping beside the one with its name: `[{"name": "password"}, {"value": …}]`. */
  private maskNeighbours(values: readonly JsonValue[], levels: number): readonly JsonValue[] {
    const found = neighboursOfNames(values, this.roleOf, this.namedSecrets);
    if (found.length === 0) return values;
    const masked = [...values];
    for (const { secret, at } of found) {
      const holder = values[at];
      if (isJsonObject(holder))
        masked[at] = this.beside.maskHeld(secret, holder, this.again(levels));
    }
    return masked;
  }

  private maskString(text: string, levels: number): string {
    if (isPlainWord(text)) return text;
    if (!isRemembered(text, levels)) return this.searched(text, levels);
    // Hosts, states and descriptions of networks come in every other message.
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const masked = this.searched(text, levels);
    this.rememberedCharacters += text.length + entryCharacters;
    if (this.rememberedCharacters > maxRememberedCharacters) {
      this.texts.clear();
      this.rememberedCharacters = 0;
    }
    this.texts.set(text, masked);
    return masked;
  }

  private searched(text: string, levels: number): string {
    const hides = mayHideText(text);
    const hasShape = mayHoldShape(text);
    const isSuspect = hides || hasShape || (separator.test(text) && suspect.test(text));
    if (!isSuspect)
      return isBinaryText(text) && suspect.test(text) ? this.markOf('binary', text) : text;
    if (isBinaryText(text) || isPickle(text)) return this.markOf('binary', text);
    const shown = this.maskNestedJson(text, levels) ?? this.maskMixedText(text, levels, hasShape);
    if (!hides) return shown;
    return replaceHidden(
      shown,
      decoded => levels > 0 && this.maskString(decoded, levels - 1) !== decoded,
      encoded => this.markOf('encoded', encoded),
    );
  }

  /** Masks a string that is JSON (a failure, a volume's connection), also where its end is missing. */
  private maskNestedJson(text: string, levels: number): string | undefined {
    if (levels === 0 || !/^\s*[[{"]/.test(text)) return undefined;
    const whole = this.maskJson(text, levels);
    if (whole !== undefined) return whole;
    const { json, rest } = completeJson(text);
    const masked = json === text ? undefined : this.maskJson(json, levels);
    if (masked !== json) return masked;
    return rest === '' ? text : text.slice(0, -rest.length) + this.maskPlainText(rest);
  }

  /**
   * Masks JSON by the names of its members. A name that stands twice in a mapping is read once, so that such
   * text is written anew.
   *
   * @returns `undefined` when the text is no JSON
   */
  private maskJson(json: string, levels: number): string | undefined {
    const value = parsed(json);
    if (value === undefined) return undefined;
    const outside = this.memberCount;
    this.memberCount = 0;
    const masked = this.maskValue(value, levels - 1);
    const isSame = masked === value && !hasRepeatedNames(json, this.memberCount);
    this.memberCount = outside;
    return isSame ? json : JSON.stringify(masked);
  }

  /** Masks text that may hold JSON among other words. */
  private maskMixedText(text: string, levels: number, mayHaveShape: boolean): string {
    if (levels === 0) return this.maskPlainText(text, mayHaveShape);
    const masked = replaceJson(text, json => this.maskJson(json, levels));
    return this.maskPlainText(masked, mayHaveShape);
  }

  private maskPlainText(text: string, mayHaveShape = true): string {
    return replaceSecrets(text, (name, value) => this.markOf(name, value), mayHaveShape);
  }

  private markOf(name: string, secret: string): string {
    const bare = name.startsWith(contextPrefix) ? name.slice(contextPrefix.length) : name;
    return this.marks.markOf(this.names.of(bare).shown, secret);
  }
}

/** @returns what stands for a value that was masked last because of the same name */
const knownMask = ({ masked }: NameFacts, value: JsonValue): string | undefined =>
  masked?.secret === value ? masked.shown : undefined;

/** Long texts are rare, and of what is nested deeply not all is searched. */
const isRemembered = (text: string, levels: number): boolean =>
  text.length <= maxRememberedText && levels >= maxNesting / 2;

function parsed(text: string): JsonValue | undefined {
  try {
    return parsePythonJson(text);
  } catch {
    return undefined;
  }
}
