package io.parvada.peer.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parvada.peer.names.NameQuery;
import io.parvada.transfer.content.FileName;
import io.parvada.transfer.content.Sha256;
import io.parvada.transfer.error.PeerException;
import io.parvada.transfer.storage.FileStat;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameSearchTest {

    private CatalogDatabase database;

    @BeforeEach
    void open(@TempDir Path state) {
        database = CatalogFile.open(state, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theNameItselfComesFirstThenWhatBeginsWithItThenTheRest() {
        insert("z/report.pdf", "report.pdf.old", "a/my report.pdf", "REPORT.PDF", "a/report.pdfs", "other.txt");
        assertThat(search("report.pdf"))
                .containsExactly("REPORT.PDF", "z/report.pdf", "a/report.pdfs", "report.pdf.old", "a/my report.pdf");
    }

    @Test
    void allFormsOfALetterFindEachOther() {
        String decomposed = Normalizer.normalize("Résumé.pdf", Normalizer.Form.NFD);
        insert(decomposed, "Résumé.pdf", "große Straße", "ΟΔΟΣ.txt", "İzmir.jpg", "日本語の名前.txt", "𝄞𝄞𝄞 score");
        assertThat(search("résumé")).containsExactlyInAnyOrder(decomposed, "Résumé.pdf");
        assertThat(search("STRASSE")).containsExactly("große Straße");
        assertThat(search("οδος.")).containsExactly("ΟΔΟΣ.txt");
        assertThat(search("izmir")).containsExactly("İzmir.jpg");
        assertThat(search("本語の")).containsExactly("日本語の名前.txt");
        assertThat(search("本")).containsExactly("日本語の名前.txt");
        assertThat(search("𝄞𝄞𝄞")).containsExactly("𝄞𝄞𝄞 score");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "100%.txt", "a_b_c", "it's", "say \"hi\"", "(a OR b)", "NEAR(x y)", "a AND NOT b", "^caret$", "ab:c:d",
                "--; DROP TABLE file", "-minus", "{x}", "[abc]", "a+b", "tab'\"%_", "folded:x", "'';--", "~!@#$%^&()=+"
            })
    void whatIsSyntaxElsewhereIsTextHere(String name) {
        insert(name, "bystander.txt", "100x.txt", "aXbXc");
        assertThat(search(name)).containsExactly(name);
        assertThat(search(name.substring(0, 2))).contains(name);
        assertThat(list(NameQuery.parse(name), 10)).containsExactly(name);
        assertThat(locate(name)).containsExactly(name);
    }

    @Test
    void controlCharactersFindNothing() {
        insert("abc.txt");
        assertThat(search("abc\0")).isEmpty();
        assertThat(search("a\nb")).isEmpty();
        assertThat(list(NameQuery.parse("abc\0def"), 10)).isEmpty();
    }

    @Test
    void everyQueryFindsWhatItsJudgeSays() {
        Random random = new Random(42);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String name = random.ints(1 + random.nextInt(9), 0, 6)
                    .mapToObj(c -> "abcé.B".substring(c, c + 1))
                    .reduce("", String::concat);
            names.add((i % 3 == 0 ? "d/" : "") + name + i);
        }
        insert(names.toArray(String[]::new));
        for (String text :
                List.of("a", "ab", "abc", "É", "b.a", "a*", "*a?1*", "d/*b*", "*.b*", "??", "**1", "d/a*", "*")) {
            NameQuery query = NameQuery.parse(text);
            String[] expected = names.stream().filter(query::matches).toArray(String[]::new);
            assertThat(search(text)).as(text).containsExactlyInAnyOrder(expected);
            assertThat(list(query, 7)).as(text).containsExactlyElementsOf(new TreeSet<>(List.of(expected)));
        }
    }

    @Test
    void pagesFollowOneAnotherThroughAllNamesOnce() {
        String[] names =
                IntStream.range(0, 25).mapToObj(i -> "n" + (char) ('a' + i)).toArray(String[]::new);
        insert(names);
        assertThat(list(null, 10)).containsExactly(names);
        assertThat(list(null, 25)).containsExactly(names);
        Catalog.Page first = database.read(jdbc -> NamePages.all(jdbc, "", 25));
        assertThat(first.next()).isNull();
        assertThatThrownBy(() -> NamePages.behind("§")).isInstanceOf(PeerException.class);
    }

    @Test
    void moreThanTheLimitIsSaidToBeCut() {
        insert("abcd1", "abcd2", "abcd3");
        assertThat(found("abcd", 3).truncated()).isFalse();
        assertThat(found("abcd", 2).truncated()).isTrue();
        assertThat(found("abcd", 2).entries()).hasSize(2);
        assertThat(found("a", 2).truncated()).isTrue();
        assertThat(found("*", 2).truncated()).isTrue();
    }

    @Test
    void locateWantsTheWholeNameOrItsLastSegmentWithItsCase() {
        String decomposed = Normalizer.normalize("dir/Ångström.txt", Normalizer.Form.NFD);
        insert("Hello.txt", "a/Hello.txt", "hello.txt", "a/b/c.txt", "b/c.txt", decomposed);
        assertThat(locate("Hello.txt")).containsExactly("Hello.txt", "a/Hello.txt");
        assertThat(locate("a/Hello.txt")).containsExactly("a/Hello.txt");
        assertThat(locate("b/c.txt")).containsExactly("b/c.txt");
        assertThat(locate("Hello")).isEmpty();
        assertThat(locate("Ångström.txt")).containsExactly(decomposed);
        assertThat(locate("Hel*")).isEmpty();
    }

    @Test
    void locateFindsItsNameAmongHoweverManyThatBeginWithIt() {
        for (int part = 0; part < 150_000; part += 10_000) {
            int from = part;
            insert(IntStream.range(from, from + 10_000)
                    .mapToObj(i -> (i % 2 == 0 ? "report.txt " : "d/Report.txt") + i)
                    .toArray(String[]::new));
        }
        insert("report.txt", "z/report.txt", "Report.txt", "report.txt/deep");
        assertThat(locate("report.txt")).containsExactly("report.txt", "z/report.txt");
        assertThat(locate("z/report.txt")).containsExactly("z/report.txt");
        assertThat(locate("report.tx")).isEmpty();
        assertThat(found("report.txt", 3).entries())
                .extracting(entry -> entry.name().value())
                .containsExactly("Report.txt", "report.txt", "z/report.txt");
    }

    /** Their trigrams are those of the pattern too, and they were met first. */
    @Test
    void aPatternFindsWhatBeginsAsItDoesAmongThousandsThatOnlyLieInSuchADirectory() {
        insert(IntStream.range(0, 5_000).mapToObj(i -> "reports/x" + i + ".pdf").toArray(String[]::new));
        insert("report-final.pdf", "z/report-1.pdf");
        assertThat(search("report*.pdf")).containsExactly("report-final.pdf", "z/report-1.pdf");
        assertThat(found("report*.pdf", 10).truncated()).isFalse();
    }

    @Test
    void locateSaysWhenThereAreMoreThanItTells() {
        insert(IntStream.range(0, 5).mapToObj(i -> "d" + i + "/same.txt").toArray(String[]::new));
        NameQuery query = NameQuery.exactly("same.txt");
        Catalog.Found four = database.read(jdbc -> new NameSearch(jdbc, query).best(4));
        assertThat(four.truncated()).isTrue();
        assertThat(four.entries()).hasSize(4);
        assertThat(database.read(jdbc -> new NameSearch(jdbc, query).best(5)).truncated())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {NameSearch.BY_ROOT, NameSearch.BY_CONTENT})
    void filesOfOneContentComeInTheOrderOfTheirIndexSoThatNoneIsSorted(String sql) {
        Object[] values = sql.equals(NameSearch.BY_ROOT)
                ? new Object[] {new byte[Sha256.BYTES], 1}
                : new Object[] {new byte[Sha256.BYTES], 1, 1};
        List<Map<String, Object>> plan = database.read(jdbc -> jdbc.queryForList("EXPLAIN QUERY PLAN " + sql, values));
        assertThat(plan)
                .singleElement()
                .satisfies(step -> assertThat(step.get("detail")).asString().contains("USING INDEX file_by_content"));
    }

    @Test
    void ofManyFilesOfOneContentTheFirstAreToldByNameAndThatThereAreMore() {
        insert("c", "a", "b", "other");
        Sha256 root = Sha256.of(new byte[1]);
        database.write(jdbc -> jdbc.update("UPDATE file SET root = ? WHERE name <> 'other'", root.toBytes()));
        database.write(jdbc -> jdbc.update("UPDATE file SET size = 2 WHERE name = 'a'"));

        assertThat(withContent(root, null, 3)).isEqualTo(List.of("a", "b", "c"));
        assertThat(withContent(root, null, 2)).isEqualTo(List.of("b", "c", "…"));
        assertThat(withContent(root, 1L, 3)).isEqualTo(List.of("b", "c"));
        assertThat(withContent(root, 1L, 1)).isEqualTo(List.of("c", "…"));
        assertThat(withContent(Sha256.of(new byte[2]), null, 3)).isEmpty();
    }

    @Test
    void theIndexOfTrigramsStaysTrueThroughInsertionsAndRemovals() {
        Random random = new Random(5);
        for (int round = 0; round < 20; round++) {
            insert(random.ints(20, 0, 60)
                    .distinct()
                    .mapToObj(i -> "file number " + i)
                    .toArray(String[]::new));
            database.write(jdbc -> {
                random.ints(10, 0, 60).forEach(i -> FileRows.remove(jdbc, new FileName("file number " + i)));
                return null;
            });
        }
        database.write(
                jdbc -> jdbc.update("INSERT INTO file_trigram (file_trigram, rank) VALUES ('integrity-check', 1)"));
        long count = database.read(jdbc -> jdbc.queryForObject("SELECT count(*) FROM file", Long.class));
        assertThat(found("number", 1000).entries()).hasSize((int) count);
        long total = database.read(jdbc -> jdbc.queryForObject("SELECT files FROM total", Long.class));
        assertThat(total).isEqualTo(count);
    }

    @Test
    void twentyThousandNamesAreSearchableSoon() {
        Assertions.assertTimeout(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 5; i++) {
                int from = i * 4_000;
                insert(IntStream.range(from, from + 4_000)
                        .mapToObj(n -> "dir" + n % 50 + "/name " + n)
                        .toArray(String[]::new));
            }
            assertThat(search("name 19999")).containsExactly("dir49/name 19999");
            assertThat(found("name", 1_000).truncated()).isTrue();
            assertThat(search("1999?")).isEmpty();
            assertThat(search("name 1999?")).hasSize(10);
        });
    }

    private void insert(String... names) {
        List<FileStat> stats = Stream.of(names)
                .map(name -> new FileStat(new FileName(name), 1, Share.LONG_AGO, "key"))
                .toList();
        database.write(jdbc -> {
            FileRows.merge(jdbc, stats, name -> Optional.empty(), id -> {});
            return null;
        });
    }

    private List<String> withContent(Sha256 root, Long sizeBytes, int limit) {
        Catalog.Found found = database.read(jdbc -> NameSearch.withContent(jdbc, root, sizeBytes, limit));
        List<String> names = new ArrayList<>(Share.names(found.entries()));
        if (found.truncated()) {
            names.add("…");
        }
        return names;
    }

    private Catalog.Found found(String query, int limit) {
        return database.read(jdbc -> new NameSearch(jdbc, NameQuery.parse(query)).best(limit));
    }

    private List<String> search(String query) {
        return Share.names(found(query, 1_000).entries());
    }

    private List<String> locate(String filename) {
        NameQuery query = NameQuery.exactly(filename);
        return Share.names(
                database.read(jdbc -> new NameSearch(jdbc, query).best(100)).entries());
    }

    private List<String> list(NameQuery query, int limit) {
        List<String> names = new ArrayList<>();
        String after = "";
        do {
            String behind = after.isEmpty() ? "" : NamePages.behind(after);
            Catalog.Page page = database.read(jdbc -> query == null
                    ? NamePages.all(jdbc, behind, limit)
                    : new NamePages(jdbc, query).page(behind, limit));
            assertThat(page.entries()).hasSizeLessThanOrEqualTo(limit);
            names.addAll(Share.names(page.entries()));
            after = page.next();
        } while (after != null);
        return names;
    }
}
