/** What a report needs of whoever answers its questions. */
import type { Result } from '../../query/result.ts';
import type { Question } from '../../query/question.ts';

/** Throws a QueryFailure where a question has no answer, at once or between its rows; whatever else is thrown ends the report. */
export type Ask = (question: Question) => Promise<Result>;

/** A question that was asked and has no answer: an alert of its own. */
export class QueryFailure extends Error {
    /** Whether it may be answered when it is asked once more. */
    readonly mayPass: boolean;

    /** @param message the reason, for people */
    constructor(message: string, mayPass: boolean) {
        super(message);
        this.name = 'QueryFailure';
        this.mayPass = mayPass;
    }
}
