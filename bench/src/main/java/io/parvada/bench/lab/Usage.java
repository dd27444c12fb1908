package io.parvada.bench.lab;

/** What a command took: seconds on the wall, and seconds of CPU, user and system, its children included. */
public record Usage(double seconds, double cpuSeconds) {

    public Usage plus(Usage next) {
        return new Usage(seconds + next.seconds, cpuSeconds + next.cpuSeconds);
    }
}
