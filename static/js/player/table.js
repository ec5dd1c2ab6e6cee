// The transition table of a bundle (docs/offline.md). It is looked up, nothing is decided here: the
// server's rules have made both of its halves.

const SIGNS = ["none", "stop", "emergency"];
const CONTACTS = ["held", "lost", "unsure"];
const NOT_ANSWERED = { contact: 3, pops: 2, discomfort: 11 };

export class Table {
  constructor(bundle) {
    this.bundle = bundle;
    this.nodes = new Map(bundle.nodes.map((node) => [node.id, node]));
  }

  get root() {
    return this.bundle.nodes[this.bundle.root];
  }

  // The node of that id, or undefined.
  node(id) {
    return this.nodes.get(id);
  }

  // What the next set at a node asks for.
  ask(node) {
    return this.bundle.asks[node.ask];
  }

  // answers: {reps, lumbar_contact, pops, discomfort, symptoms, lowest_angle}; what was not answered is null.
  kindOf(answers, node) {
    const { reps, lumbar_contact: contact, pops, discomfort, lowest_angle: angle = null } = answers;
    const ask = this.ask(node);
    const isShortened = angle !== null && ask.shortened_above !== null && angle > ask.shortened_above;
    return this.bundle.kinds[this.gravest(answers.symptoms)][
      contact === null ? NOT_ANSWERED.contact : CONTACTS.indexOf(contact)
    ][pops === null ? NOT_ANSWERED.pops : Math.min(pops, 1)][discomfort ?? NOT_ANSWERED.discomfort][
      Number(reps < ask.reps)
    ][Number(isShortened)];
  }

  // {rule, outcome, ends, to}: `to` is the node that the set leads to.
  edge(node, answers) {
    const edge = node.on[this.kindOf(answers, node)];
    return { ...edge, to: this.bundle.nodes[edge.to] };
  }

  // What the whole workout decides if it ends at this node; `day` is the local date on which it began.
  receipt(node, day) {
    if (!node.finish) return null;
    const hasAdvanced = this.bundle.advance_days.includes(day);
    return this.bundle.receipts[hasAdvanced ? node.finish.same_day : node.finish.other_day];
  }

  // 0: no sign, 1: a stop sign, 2: an emergency sign.
  gravest(symptoms) {
    return Math.max(0, ...symptoms.map((sign) => SIGNS.indexOf(this.bundle.signs[sign])));
  }
}
