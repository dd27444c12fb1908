package io.parvada.peer.search;

import io.parvada.peer.identity.Peer;
import io.parvada.peer.identity.PeerId;
import io.parvada.peer.overlay.Neighbour;
import io.parvada.peer.query.Hop;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whom a query goes to from here; whom not, and why, goes to the tally. Under the lock of its flood. */
final class Targets {

    private final Surroundings here;
    private final Task task;
    private final Tally tally;
    private final Awaited awaited;

    Targets(Surroundings here, Task task, Tally tally, Awaited awaited) {
        this.here = here;
        this.task = task;
        this.tally = tally;
        this.awaited = awaited;
    }

    /** @param answeredFor for whom a directory has answered */
    List<Neighbour> choose(Set<PeerId> answeredFor, Duration left) {
        if (task.role() == Task.Role.DUPLICATE) {
            tally.duplicate();
            return List.of();
        }
        List<Neighbour> view = here.overlay().view();
        List<Neighbour> live = live(view, answeredFor);
        here.overlay().unmetFriends().forEach(friend -> tally.unmet(friend.url(), friend.reason()));
        boolean origin = task.role() == Task.Role.ORIGIN;
        tally.expects(origin ? here.overlay().alive() - here.aliveAmong(answeredFor) : 0);
        if (task.role() == Task.Role.FURTHER) {
            tally.askedAgain();
        }
        task.spareTheServed(live, here.seen().sentTo(task.id()), view);
        Hop.Cause cause = task.stopsAt(left);
        if (task.prunes() && cause == Hop.Cause.FANOUT) {
            prune(live);
        }
        int most = cause == Hop.Cause.FANOUT ? task.bounds().fanout() : 0;
        List<Neighbour> chosen = here.answerers().choose(live, most);
        live.removeAll(chosen);
        live.forEach(other -> leaveOut(other.peer(), cause));
        here.seen().sent(task.id(), chosen.stream().map(n -> n.peer().id()).toList());
        return chosen;
    }

    private void leaveOut(Peer other, Hop.Cause cause) {
        Reason failing = cause == Hop.Cause.FANOUT ? here.answerers().overloaded(other.id()) : null;
        tally.leftOut(other, cause, failing);
        awaited.passedOver(other.id(), failing);
    }

    private List<Neighbour> live(List<Neighbour> view, Set<PeerId> answeredFor) {
        List<Neighbour> live = new ArrayList<>();
        for (Neighbour neighbour : view) {
            PeerId id = neighbour.peer().id();
            if (!task.spares(id)) {
                switch (neighbour.state()) {
                    case ALIVE, SUSPECT -> {
                        if (!answeredFor.contains(id)) {
                            live.add(neighbour);
                        }
                    }
                    case DEAD -> tally.dead(neighbour.peer());
                    case LEFT -> {}
                }
            }
        }
        return live;
    }

    private void prune(List<Neighbour> live) {
        List<Neighbour> ruledOut = live.stream()
                .filter(neighbour ->
                        here.summaries().rulesOut(neighbour, task.question(), task.hopsLeft(), task::spares))
                .toList();
        live.removeAll(ruledOut);
        tally.pruned(ruledOut.size());
        ruledOut.forEach(neighbour -> tally.skipped(neighbour.peer(), Hop.Cause.PRUNED));
    }
}
