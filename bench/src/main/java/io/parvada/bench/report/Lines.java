package io.parvada.bench.report;

import java.awt.BasicStroke;
import java.nio.file.Path;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** What changes with time: a line a series, seconds to the right. */
public final class Lines {

    private static final int HEIGHT = 340;

    private final String title;
    private final XYSeriesCollection series = new XYSeriesCollection();
    private final XYPlot plot;

    public Lines(String title, String unit) {
        this.title = title;
        this.plot = new XYPlot(series, new NumberAxis("seconds"), new NumberAxis(unit), null);
    }

    /** The next point of the line of that name. */
    public void add(String name, double seconds, double value) {
        if (series.getSeriesIndex(name) < 0) {
            series.addSeries(new XYSeries(name));
        }
        series.getSeries(name).add(seconds, value);
    }

    /** A level line, for what ought to be reached. */
    public void level(double value) {
        plot.addRangeMarker(new ValueMarker(value, Svg.LEVEL, new BasicStroke(1)));
    }

    public void save(Path file) {
        XYLineAndShapeRenderer lines = new XYLineAndShapeRenderer(true, false);
        plot.setRenderer(lines);
        JFreeChart chart = Svg.chart(title, plot, true);
        for (int i = 0; i < series.getSeriesCount(); i++) {
            lines.setSeriesPaint(i, Svg.COLOURS[i % Svg.COLOURS.length]);
            lines.setSeriesStroke(i, new BasicStroke(2));
        }
        Svg.save(chart, HEIGHT, file);
    }
}
