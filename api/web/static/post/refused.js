// A refusal, as boundaries/refusal.py: a code and facts, never a sentence.
export class Refused extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}
