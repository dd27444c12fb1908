package io.parvada.peer.names;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One glob over folded text: {@code *} is any run without {@code /}, {@code **} any run, {@code ?} one character but
 * {@code /}, {@code \} quotes the next character, all else stands for itself. Matches whole texts. Immutable.
 *
 * <p>All ways through the pattern are followed at once, a bit for each (the shift-and automaton of Baeza-Yates and
 * Gonnet, CACM 1992, where a star is a state that keeps itself): the time is text × pattern / 64 whatever the pattern,
 * as patterns come from strangers and a backtracking matcher can be made to run for hours.
 */
final class GlobMatcher {

    /** One character that is consumed, or a run that is not. Stars have no text. */
    private record Token(String literal, boolean one, boolean deep) {}

    private final List<String> runs = new ArrayList<>();
    private final Map<Integer, long[]> literals = new HashMap<>();
    private final int positions;
    private final long[] one;
    private final long[] star;
    private final long[] deepStar;
    private final String prefix;
    private final boolean slash;

    GlobMatcher(String pattern) {
        List<Token> tokens = tokens(pattern);
        positions = tokens.stream().mapToInt(GlobMatcher::width).sum();
        int words = positions / 64 + 1;
        one = new long[words];
        star = new long[words];
        deepStar = new long[words];
        int at = 0;
        for (Token token : tokens) {
            at = place(token, at);
        }
        prefix = tokens.isEmpty() || tokens.get(0).literal() == null
                ? ""
                : tokens.get(0).literal();
        slash = runs.stream().anyMatch(run -> run.indexOf('/') >= 0);
    }

    /** Texts that every match contains, folded, in order. */
    List<String> runs() {
        return List.copyOf(runs);
    }

    /** What every match begins with; empty if the pattern begins with a wildcard. */
    String prefix() {
        return prefix;
    }

    /** Whether the pattern names directories, and so is about whole names. */
    boolean hasSlash() {
        return slash;
    }

    boolean matches(String folded) {
        long[] states = new long[one.length];
        states[0] = 1;
        for (int i = 0; i < folded.length(); ) {
            int c = folded.codePointAt(i);
            i += Character.charCount(c);
            if (!step(states, c)) {
                return false;
            }
        }
        return (states[positions / 64] >>> (positions % 64) & 1) != 0;
    }

    /** Moves all states over one character; false when none is left. */
    private boolean step(long[] states, int c) {
        long[] literal = literals.get(c);
        long carry = 0;
        long alive = 0;
        for (int w = 0; w < states.length; w++) {
            long taken = (literal == null ? 0 : literal[w]) | (c == '/' ? 0 : one[w]);
            long kept = deepStar[w] | (c == '/' ? 0 : star[w]);
            long moved = states[w] & taken;
            states[w] = (states[w] & kept) | (moved << 1) | carry;
            carry = moved >>> 63;
            alive |= states[w];
        }
        return alive != 0;
    }

    private int place(Token token, int at) {
        if (token.one()) {
            set(one, at);
            return at + 1;
        }
        if (token.literal() == null) {
            set(token.deep() ? deepStar : star, at);
            return at;
        }
        runs.add(token.literal());
        int[] characters = token.literal().codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            set(literals.computeIfAbsent(characters[i], c -> new long[one.length]), at + i);
        }
        return at + characters.length;
    }

    private static void set(long[] bits, int at) {
        bits[at / 64] |= 1L << (at % 64);
    }

    private static int width(Token token) {
        if (token.one()) {
            return 1;
        }
        return token.literal() == null
                ? 0
                : token.literal().codePointCount(0, token.literal().length());
    }

    private static List<Token> tokens(String pattern) {
        List<Token> tokens = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                i++;
                literal.append(pattern.charAt(i));
            } else if (c != '*' && c != '?') {
                literal.append(c);
            } else {
                endLiteral(literal, tokens);
                boolean deep = c == '*' && pattern.startsWith("**", i);
                tokens.add(new Token(null, c == '?', deep));
                i += deep ? 1 : 0;
            }
        }
        endLiteral(literal, tokens);
        return tokens;
    }

    private static void endLiteral(StringBuilder literal, List<Token> tokens) {
        if (!literal.isEmpty()) {
            tokens.add(new Token(Folding.fold(literal.toString()), false, false));
            literal.setLength(0);
        }
    }
}
