/** Measures the processor's time: that of the clock depends on what else the machine does. */
const cpuMs = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
};

/** Milliseconds of processor time that a piece of work takes. */
export const cpuMsOf = async (work: () => unknown): Promise<number> => {
    const startedAt = cpuMs();
    await work();
    return cpuMs() - startedAt;
};
