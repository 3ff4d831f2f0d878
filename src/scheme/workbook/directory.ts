/** Who a row means: by 企业微信账号 in any case, else by 姓名 and 所属组织; a name alone where only one person can be meant. */
import type { Complaint, Place } from './problems.ts';
import type { Plan } from './plan.ts';
import type { OrganisationNames } from './plan-organisations.ts';
import type { OrganisationState, PersonState } from './tables.ts';
import { isBlank } from './read-rows.ts';

/** What a row says of who it is about. */
export interface Identity {
  readonly name?: string | null;
  readonly userId?: string | null;
  readonly organisation?: string | null;
}

/** Points at one of the three cells. */
export type At = (field: keyof Identity) => Place;

/** Whoever a row is about: somebody known, or a new person of this organisation. */
export type Identified =
  | {
      readonly known: PersonState;
      readonly name: string;
      readonly organisation: OrganisationState | undefined;
    }
  | { readonly known?: undefined; readonly name: string; readonly organisation: OrganisationState };

/** Which of several people of one name is meant, where the column says what they are. */
export type Preference = (person: PersonState) => boolean;

export class Directory {
  readonly #plan: Plan;
  readonly #organisations: OrganisationNames;
  readonly #byKey = new Map<string, string>();
  readonly #byName = new Map<string, Set<string>>();
  readonly #badNames = new Set<string>();

  constructor(plan: Plan, organisations: OrganisationNames) {
    this.#plan = plan;
    this.#organisations = organisations;
    for (const person of plan.world.people.all()) this.#index(person);
  }

  /** Takes in a person, new or changed. */
  put(person: PersonState): PersonState {
    this.#index(person);
    return this.#plan.world.people.put(person);
  }

  /** Remembers that a row about somebody of this name was bad, so that rows that rest on it can say so. */
  markBad(name: string | null | undefined): void {
    if (!isBlank(name)) this.#badNames.add(name);
  }

  #index({ id, name, userIdKey }: PersonState): void {
    if (userIdKey !== null) this.#byKey.set(userIdKey, id);
    const ids = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, ids.add(id));
  }

  /** Whoever the row is about; undefined once it was reported that nobody can be told from it. */
  identify({ name, userId, organisation: unit }: Identity, at: At): Identified | undefined {
    const { problems } = this.#plan;
    if (isBlank(name))
      return void problems.error(at('name'), { message: '没有填姓名。', advice: '请填写姓名。' });
    const organisation = isBlank(unit) ? undefined : this.#organisations.get(unit);
    if (!isBlank(unit) && !organisation)
      return void problems.error(at('organisation'), this.#organisations.complaint(unit));
    const byKey = isBlank(userId) ? undefined : this.byUserId(userId);
    if (byKey) return { known: byKey, name, organisation };
    if (!organisation)
      return void problems.error(at('organisation'), {
        message: '没有填所属组织。',
        advice: isBlank(userId)
          ? '没有企业微信账号的人，请填写所属组织。'
          : '第一次登记的人，请填写所属组织。',
      });
    return this.#inOrganisation(name, userId ?? null, organisation, at);
  }

  #inOrganisation(
    name: string,
    userId: string | null,
    organisation: OrganisationState,
    at: At,
  ): Identified | undefined {
    const all = this.#named(name).filter(person => person.organisationId === organisation.id);
    const same = userId === null ? all : all.filter(person => person.userId === null);
    if (same.length > 1) {
      const message = `“${organisation.name}”有${same.length}位“${name}”，不知道是哪一位。`;
      return void this.#plan.problems.error(at('userId'), {
        message,
        advice: '请填写企业微信账号加以区分。',
      });
    }
    const [known] = same;
    if (known && userId !== null) this.#tellOfAccount(name, userId, organisation, at);
    if (known) return { known, name, organisation };
    const [namesake] = all;
    if (namesake) {
      const message = `“${organisation.name}”已有一位“${name}”（账号 ${namesake.userId ?? '无'}），这一行按另一位同名同志处理。`;
      this.#plan.problems.warning(at('userId'), { message, advice: '如果是同一个人，请核对账号。' });
    }
    return { name, organisation };
  }

  /** Somebody registered without an account is given one by a row of the same name and organisation: good to know. */
  #tellOfAccount(name: string, userId: string, organisation: OrganisationState, at: At): void {
    this.#plan.problems.hint(at('userId'), {
      message: `“${organisation.name}”的“${name}”原来没有账号，这一行按同一位处理，登记账号 ${userId}。`,
      advice: '如果是另一位同名同志，请先给原来那一位填上账号。',
    });
  }

  /** Whether a row about somebody of this name was bad. */
  isBadName(name: string): boolean {
    return this.#badNames.has(name);
  }

  /** The person with this account, in whatever case it is written. */
  byUserId(userId: string): PersonState | undefined {
    const id = this.#byKey.get(userId.toLowerCase());
    return id === undefined ? undefined : this.#plan.world.people.get(id);
  }

  /** People who bear the name now; one who was renamed is no longer among them. */
  #named(name: string): PersonState[] {
    const ids = [...(this.#byName.get(name) ?? [])];
    return ids.flatMap(id => this.#plan.world.people.get(id) ?? []).filter(person => person.name === name);
  }

  /**
   * Whoever a cell means that holds only a name (李明), an account (LiMing) or a name with the one or the other in brackets
   * (李明（第一党支部）); undefined once it was reported.
   */
  resolve(text: string, prefer: Preference, at: Place): PersonState | undefined {
    const reference = parseReference(text);
    const direct = this.byUserId(reference.name);
    if (direct) return direct;
    const candidates = this.#named(reference.name).filter(person => this.#fits(person, reference.within));
    const preferred = candidates.filter(prefer);
    const [only, another] = preferred.length > 0 ? preferred : candidates;
    if (only && !another) return only;
    return void this.#plan.problems.error(at, this.#unresolved(reference, candidates));
  }

  #fits(person: PersonState, within: string | undefined): boolean {
    if (within === undefined) return true;
    return person.userIdKey === within.toLowerCase() || this.#organisationOf(person) === within;
  }

  #organisationOf(person: PersonState): string {
    return this.#plan.world.organisations.get(person.organisationId)?.name ?? '';
  }

  #unresolved({ name }: Reference, candidates: readonly PersonState[]): Complaint {
    if (candidates.length > 1) {
      const options = candidates
        .map(person => `${name}（${person.userId ?? this.#organisationOf(person)}）`)
        .join('、');
      return {
        message: `有${candidates.length}位“${name}”，不知道是哪一位。`,
        advice: `请写成 ${options} 中的一个。`,
      };
    }
    if (this.#badNames.has(name))
      return { message: `“${name}”的那一行有误，没有导入。`, advice: '请先改正那一行。' };
    return { message: `没有找到“${name}”。`, advice: '请先在“人员”或“关爱档案”表里登记，或核对姓名、账号。' };
  }
}

/** Why somebody without a care file can be neither paired nor acted for. */
export const noFile = (directory: Directory, name: string): Complaint =>
  directory.isBadName(name)
    ? { message: `“${name}”的那一行有误，没有导入。`, advice: '请先改正那一行。' }
    : { message: `“${name}”还没有关爱档案。`, advice: '请先在“关爱档案”表里建档。' };

interface Reference {
  readonly name: string;
  /** An organisation or an account in brackets behind the name. */
  readonly within: string | undefined;
}

/** Takes a name and what is in brackets behind it apart. */
export function parseReference(text: string): Reference {
  const [, name, within] = /^(.+?)\s*[（(](.+)[)）]$/u.exec(text) ?? [];
  const plain = (name ?? text).trim();
  return {
    name: /\p{Script=Han}/u.test(plain) ? plain.replaceAll(/\s+/g, '') : plain,
    within: within?.trim(),
  };
}
