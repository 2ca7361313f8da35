// What a process answers, shared by both programs.

/** 0 done · 1 the answer is no (verification failed, a check found errors) · 2 the input or the set-up is wrong · 70 a bug. */
export const EXIT = { ok: 0, negative: 1, usage: 2, bug: 70 } as const;
