package io.parvada.cli;

import java.util.Collection;
import java.util.List;

/** Which action may have been meant: one that begins nearly as what was typed. Pure. */
final class Suggestions {

    private static final int MOST = 3;

    /** A wrong letter for so many typed ones. */
    private static final int LETTERS_A_MISTAKE = 4;

    private record Candidate(String action, int mistakes) {}

    private Suggestions() {}

    /** At most three, all equally near, in the order of {@code actions}; empty when none is near. */
    static List<String> of(String typed, Collection<String> actions) {
        List<Candidate> near = actions.stream()
                .map(action -> new Candidate(action, mistakes(typed.replace('-', '_'), action)))
                .filter(candidate -> candidate.mistakes() <= Math.max(1, typed.length() / LETTERS_A_MISTAKE))
                .toList();
        int least = near.stream().mapToInt(Candidate::mistakes).min().orElse(0);
        return near.stream()
                .filter(candidate -> candidate.mistakes() == least)
                .map(Candidate::action)
                .limit(MOST)
                .toList();
    }

    /**
     * How many letters to put in, leave out, change or swap with their neighbour until {@code typed} is a beginning of
     * {@code action} (optimal string alignment against all prefixes).
     */
    private static int mistakes(String typed, String action) {
        int[][] cost = new int[typed.length() + 1][action.length() + 1];
        for (int t = 0; t <= typed.length(); t++) {
            for (int a = 0; a <= action.length(); a++) {
                cost[t][a] = t == 0 || a == 0 ? t + a : cheapest(cost, typed, t, action, a);
            }
        }
        int least = typed.length();
        for (int c : cost[typed.length()]) {
            least = Math.min(least, c);
        }
        return least;
    }

    private static int cheapest(int[][] cost, String typed, int t, String action, int a) {
        boolean same = typed.charAt(t - 1) == action.charAt(a - 1);
        int changed = cost[t - 1][a - 1] + (same ? 0 : 1);
        int moved = Math.min(cost[t - 1][a], cost[t][a - 1]) + 1;
        boolean swapped = t > 1
                && a > 1
                && typed.charAt(t - 1) == action.charAt(a - 2)
                && typed.charAt(t - 2) == action.charAt(a - 1);
        int least = Math.min(changed, moved);
        return swapped ? Math.min(least, cost[t - 2][a - 2] + 1) : least;
    }
}
