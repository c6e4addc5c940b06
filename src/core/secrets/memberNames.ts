/** Facts about the names of members, which are worked out once for each name. */
import { remembered } from '../base/remembered';
import { secretsBesideOf } from './companions';
import { isMark } from './marks';
import { mayHideText } from './hiddenText';
import { isJudged } from './judgedMembers';
import type { MemberRole } from './memberRoles';
import { isHidingMember, roleOf } from './memberRoles';
import { isHarmlessMember, isSecretName } from './secretNames';
import { mayHoldShape } from './secretShapes';

/** Matches names that no programmer gave. */
const randomName = /^(?=.*\d)(?=.*[A-Za-z])(?=.{16})[A-Za-z0-9+/=_-]*$/;

/** Facts about a name of members. */
export interface NameFacts {
  readonly name: string;
  /** Facts about the name that followed this one last time. */
  next: NameFacts | undefined;
  /** Facts about the name that followed this one before that. */
  other: NameFacts | undefined;
  /** The name itself without secrets. */
  readonly shown: string;
  readonly isRenamed: boolean;
  readonly isSecret: boolean;
  /** True when the name may itself be a secret, although it is the name of a member. */
  readonly isRandom: boolean;
  /** True when it may stay in a mapping with a secret's name. */
  readonly isHarmlessInSecret: boolean;
  readonly role: MemberRole;
  readonly isHiding: boolean;
  /** True when its value may be the name of a method with the arguments beside it. */
  readonly isMethod: boolean;
  /** True when its value tells whether it is a secret. */
  readonly isJudged: boolean;
  /** Names of other members that are secrets because of this one. */
  readonly beside: ReadonlySet<string> | undefined;
  /** True when the name says at most that another member may be named by this one's value, and not that its own one is a secret. */
  readonly isOrdinary: boolean;
  /** The last text under this name that holds no secret; it was not looked at whether it names one. */
  harmless: string | undefined;
  /** The last text under this name that neither holds a secret nor names one. */
  nameless: string | undefined;
  /** The last text that was masked because of this name, and what stands for it. */
  masked: { readonly secret: string; readonly shown: string } | undefined;
}

/** Messages use a few hundred names. When names are data, remembering them is useless. */
const rememberedNames = 10_000;
/** Members of a remote call, and of one of a versioned object's method (nova/conductor/rpcapi.py). */
const methodNames: ReadonlySet<string> = new Set(['method', 'objmethod']);

export class MemberNames {
  readonly of = remembered(name => this.factsOf(name), rememberedNames);
  /** Stands before the first name of a mapping. */
  readonly start: NameFacts;

  /** @param maskText masks a name that may be a secret, or hold one */
  constructor(private readonly maskText: (name: string) => string) {
    this.start = this.of('');
  }

  /** Names mostly follow each other as they did before, which saves looking them up. */
  after(last: NameFacts, name: string): NameFacts {
    const { next } = last;
    if (next?.name === name) return next;
    const facts = last.other?.name === name ? last.other : this.of(name);
    last.other = next;
    return (last.next = facts);
  }

  private factsOf(name: string): NameFacts {
    const isPlain = !mayHoldShape(name) && !mayHideText(name) && !/[=<]/.test(name);
    const shown = isPlain ? name : this.maskText(name);
    const isSecret = !isMark(name) && isSecretName(name);
    const role = roleOf(name);
    const isHiding = isHidingMember(name);
    const beside = secretsBesideOf(name);
    const isMethod = methodNames.has(name);
    const isSpecial = isHiding || isMethod || beside !== undefined;
    return {
      name,
      next: undefined,
      other: undefined,
      shown,
      isRenamed: shown !== name,
      isSecret,
      isRandom: randomName.test(name),
      isHarmlessInSecret: isHarmlessMember(name),
      role,
      isHiding,
      isMethod,
      isJudged: !isSecret && isJudged(name),
      beside,
      isOrdinary: !isSecret && role !== 'holds' && !isSpecial,
      harmless: undefined,
      nameless: undefined,
      masked: undefined,
    };
  }
}
