/** What a person did or gave that a command cannot go on with: told in one message, without a stack. */
export class Complaint extends Error {
    /** The exit code of the command: 1 for bad input, 2 for a wrong call. */
    readonly exitCode: 1 | 2;

    /**
     * @param message names the file, record or option, the reason, and the next step
     * @param exitCode 1 for bad input (the default), 2 for a wrong call
     */
    constructor(message: string, exitCode: 1 | 2 = 1) {
        super(message);
        this.name = 'Complaint';
        this.exitCode = exitCode;
    }
}
