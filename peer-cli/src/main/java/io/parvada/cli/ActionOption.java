package io.parvada.cli;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns {@code --action X ...} into the subcommand {@code X ...}, so that both spellings are the same code. Options may
 * stand on either side of {@code --action}: global ones are known to every subcommand, so X can go to the front.
 */
final class ActionOption {

    static final String NAME = "--action";
    private static final String JOINED = NAME + "=";
    private static final String END_OF_OPTIONS = "--";

    private ActionOption() {}

    /** @throws PeerException INVALID_REQUEST if two actions are named; a missing value is left for the parser to refuse */
    static String[] asSubcommand(String[] arguments) {
        List<String> rest = new ArrayList<>();
        String action = null;
        boolean options = true;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            options = options && !argument.equals(END_OF_OPTIONS);
            boolean separate = options && argument.equals(NAME) && i + 1 < arguments.length;
            if (!separate && !(options && argument.startsWith(JOINED))) {
                rest.add(argument);
                continue;
            }
            String named = separate ? arguments[++i] : argument.substring(JOINED.length());
            if (action != null) {
                throw new PeerException(
                        Reason.INVALID_REQUEST, "one action at a time, not both " + action + " and " + named);
            }
            action = named;
        }
        if (action != null) {
            rest.add(0, action);
        }
        return rest.toArray(String[]::new);
    }
}
