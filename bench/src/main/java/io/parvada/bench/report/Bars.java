package io.parvada.bench.report;

import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.ScatterRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.statistics.DefaultMultiValueCategoryDataset;

/** A bar for each contender, from nought to its median, and a dot for each turn. */
public final class Bars {

    private static final int BAR_HEIGHT = 46;
    private static final int AROUND = 110;
    private static final double DOT = 5;

    private final String title;
    private final String unit;
    private final DefaultCategoryDataset medians = new DefaultCategoryDataset();
    private final DefaultMultiValueCategoryDataset turns = new DefaultMultiValueCategoryDataset();

    public Bars(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    /** A file with the line {@code title;unit}, and for each bar {@code name;turn turn …}. */
    public static Bars read(Path file) {
        try {
            List<String[]> lines = Files.readAllLines(file).stream()
                    .map(line -> line.split(";"))
                    .toList();
            Bars bars = new Bars(lines.get(0)[0], lines.get(0)[1]);
            for (String[] line : lines.subList(1, lines.size())) {
                List<Double> turns =
                        Stream.of(line[1].split(" ")).map(Double::valueOf).toList();
                bars.add(
                        line[0],
                        Spread.of(turns.stream().mapToDouble(each -> each).toArray())
                                .median(),
                        turns);
            }
            return bars;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void add(String name, double median, List<Double> values) {
        medians.addValue(median, unit, name);
        turns.add(values, unit, name);
    }

    public void save(Path file) {
        NumberAxis values = new NumberAxis(unit);
        CategoryPlot plot = new CategoryPlot(medians, new CategoryAxis(), values, new BarRenderer());
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setDataset(1, turns);
        plot.setRenderer(1, new ScatterRenderer());
        plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.5f);
        JFreeChart chart = Svg.chart(title, plot, false);
        colour((BarRenderer) plot.getRenderer());
        colour((ScatterRenderer) plot.getRenderer(1));
        Svg.save(chart, AROUND + BAR_HEIGHT * medians.getColumnCount(), file);
    }

    private static void colour(BarRenderer bars) {
        bars.setBarPainter(new StandardBarPainter());
        bars.setShadowVisible(false);
        bars.setMaximumBarWidth(0.2);
        bars.setSeriesPaint(0, Svg.COLOURS[0]);
    }

    private static void colour(ScatterRenderer dots) {
        dots.setSeriesShape(0, new Ellipse2D.Double(-DOT / 2, -DOT / 2, DOT, DOT));
        dots.setSeriesPaint(0, Color.DARK_GRAY);
    }
}
