package io.parvada.bench.report;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.ChartTheme;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.StandardChartTheme;
import org.jfree.chart.plot.Plot;
import org.w3c.dom.Document;

/** Charts drawn by JFreeChart, written as SVG by Batik; text stays text. */
final class Svg {

    static final Color LEVEL = new Color(0xB0, 0x30, 0x30);
    static final Color[] COLOURS = {
        new Color(0x3B, 0x7D, 0xB8),
        new Color(0xE0, 0x8A, 0x2C),
        new Color(0x4C, 0x9A, 0x5B),
        new Color(0x8A, 0x5F, 0xA8)
    };

    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    private static final int WIDTH = 800;
    private static final String NAMESPACE = "http://www.w3.org/2000/svg";

    private Svg() {}

    static void save(JFreeChart chart, int height, Path file) {
        SVGGraphics2D graphics = new SVGGraphics2D(emptyDocument());
        graphics.setSVGCanvasSize(new Dimension(WIDTH, height));
        chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
        try {
            Files.createDirectories(file.getParent());
            try (Writer out = Files.newBufferedWriter(file)) {
                graphics.stream(out, true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A chart in the one style; colours of what is drawn in it are set afterwards. */
    static JFreeChart chart(String title, Plot plot, boolean legend) {
        JFreeChart chart = new JFreeChart(title, TITLE, plot, legend);
        theme().apply(chart);
        chart.setBackgroundPaint(Color.WHITE);
        return chart;
    }

    private static ChartTheme theme() {
        StandardChartTheme theme = new StandardChartTheme("Parvada");
        theme.setExtraLargeFont(TITLE);
        theme.setLargeFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        theme.setRegularFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        theme.setPlotBackgroundPaint(Color.WHITE);
        theme.setRangeGridlinePaint(Color.LIGHT_GRAY);
        theme.setDomainGridlinePaint(Color.LIGHT_GRAY);
        theme.setShadowVisible(false);
        return theme;
    }

    private static Document emptyDocument() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(NAMESPACE, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java platform has a plain XML parser", e);
        }
    }
}
