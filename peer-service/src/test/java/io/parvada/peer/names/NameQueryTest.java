package io.parvada.peer.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.error.Reason;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameQueryTest {

    @ParameterizedTest
    @CsvSource({
        // literal text: a substring of the whole name
        "ell,        hello.txt,          true",
        "docs/he,    docs/hello.txt,     true",
        "HELLO,      docs/hello.txt,     true",
        "hellö,      HELLO\u0308.txt,    true",
        "hallo,      hello.txt,          false",
        "%,          100%.txt,           true",
        "_,          ab.txt,             false",
        "[a],        a.txt,              false",
        // a glob is anchored on the last segment
        "*,          any/where/x,        true",
        "*.txt,      docs/hello.txt,     true",
        "*.txt,      hello.txt.bak,      false",
        "hello*,     docs/hello.txt,     true",
        "hello*,     hello/other.txt,    false",
        "h?llo.txt,  hello.txt,          true",
        "h?llo.txt,  hllo.txt,           false",
        "h?llo.txt,  heello.txt,         false",
        "*.TXT,      hello.txt,          true",
        "*e*l*o*,    hello.txt,          true",
        "*o*l*,      hello.txt,          false",
        "?,          𝄞,                 true",
        "**,         any/where/x,        true",
        // with a slash on the whole name
        "docs/*,     docs/hello.txt,     true",
        "docs/*,     docs/deep/a.txt,    false",
        "docs/**,    docs/deep/a.txt,    true",
        "docs/**,    other/docs/a.txt,   false",
        "**/a.txt,   docs/deep/a.txt,    true",
        "**/a.txt,   a.txt,              false",
        "*/a.txt,    docs/deep/a.txt,    false",
        "docs?a*,    docs/a.txt,         false",
        "**/d*/*.t?t, x/deep/a.txt,      true",
        // quoted
        "\\*,        *,                  true",
        "\\*,        anything,           false",
        "*\\?*,      what?.txt,          true",
        "*\\?*,      what.txt,           false",
        "a\\,        a.txt,              false",
        "*\\,        a.txt,              false"
    })
    void queryMatchesAsThePersonMeantIt(String query, String name, boolean matches) {
        assertThat(NameQuery.parse(query).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*a*b", "a**b*", "?*?", "*ab*ab*", "a*/**b", "**a/*", "*", "b?a", "**/**", "a\\*b*"})
    void globsAgreeWithTheirDefinition(String pattern) {
        Random random = new Random(pattern.hashCode());
        NameQuery query = NameQuery.parse(pattern);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int n = random.nextInt(9); n >= 0; n--) {
                name.append("ab/*".charAt(random.nextInt(4)));
            }
            String text = name.toString();
            String compared = pattern.contains("/") ? text : text.substring(text.lastIndexOf('/') + 1);
            assertThat(query.matches(text)).as(pattern + " on " + text).isEqualTo(defined(pattern, 0, compared, 0));
        }
    }

    @Test
    void longPatternsMatchAcrossTheWordsOfTheirBitSets() {
        String name = "0123456789".repeat(25);
        assertThat(NameQuery.parse(name + "*").matches(name)).isTrue();
        assertThat(NameQuery.parse("*" + name).matches(name)).isTrue();
        assertThat(NameQuery.parse("?".repeat(250) + "*").matches(name)).isTrue();
        assertThat(NameQuery.parse("?".repeat(251) + "*").matches(name)).isFalse();
        assertThat(NameQuery.parse(name.substring(1) + "*").matches(name)).isFalse();
    }

    @Test
    void noPatternTakesLong() {
        NameQuery evil = NameQuery.parse("*a".repeat(500) + "b");
        String name = ("a".repeat(250) + "/").repeat(16) + "a".repeat(250);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 1_000; i++) {
                assertThat(evil.matches(name)).isFalse();
            }
        });
    }

    @Test
    void everyMatchContainsTheRunsAndBeginsWithThePrefix() {
        NameQuery query = NameQuery.parse("Rep?rt-*.PDF");
        assertThat(query.runs()).containsExactly("rep", "rt-", ".pdf");
        assertThat(query.longestRun()).isEqualTo(".pdf");
        assertThat(query.prefix()).isEqualTo("rep");
        assertThat(query.ofWholeName()).isFalse();
        assertThat(NameQuery.parse("a/b*").ofWholeName()).isTrue();
        assertThat(NameQuery.parse("*").runs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_025})
    void emptyAndEndlessQueriesAreRefused(int length) {
        assertThatThrownBy(() -> NameQuery.parse("x".repeat(length)))
                .isInstanceOfSatisfying(
                        PeerException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_REQUEST));
    }

    /** The definition, word for word, and as slow as that is. */
    private static boolean defined(String pattern, int p, String text, int t) {
        if (p == pattern.length()) {
            return t == text.length();
        }
        char c = pattern.charAt(p);
        if (c == '*') {
            boolean deep = pattern.startsWith("**", p);
            int after = p + (deep ? 2 : 1);
            boolean more = t < text.length() && (deep || text.charAt(t) != '/');
            return defined(pattern, after, text, t) || (more && defined(pattern, p, text, t + 1));
        }
        if (t == text.length()) {
            return false;
        }
        boolean one = c == '?' ? text.charAt(t) != '/' : text.charAt(t) == (c == '\\' ? pattern.charAt(p + 1) : c);
        return one && defined(pattern, p + (c == '\\' ? 2 : 1), text, t + 1);
    }
}
