package io.parvada.peer.emulation;

import io.parvada.peer.membership.Roster;
import java.util.List;

/** The roster of an emulated peer: outlives it as a disk does. */
final class MemoryRoster implements Roster {

    private List<Entry> kept = List.of();
    private int times;

    @Override
    public List<Entry> load() {
        return kept;
    }

    @Override
    public void keep(List<Entry> known) {
        kept = List.copyOf(known);
        times++;
    }

    /** How often it was written. */
    int times() {
        return times;
    }
}
