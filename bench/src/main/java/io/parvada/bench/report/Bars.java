package io.parvada.bench.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** A bar for each contender, from nought, with a line from the least to the most that was measured. */
public final class Bars {

    private final String title;
    private final String unit;
    private final List<String> names = new ArrayList<>();
    private final List<Spread> values = new ArrayList<>();

    public Bars(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    public void add(String name, Spread value) {
        names.add(name);
        values.add(value);
    }

    public void save(Path file) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(Svg.WIDTH)
                .height(Svg.HEIGHT)
                .title(title)
                .yAxisTitle(unit)
                .build();
        Svg.style(chart.getStyler()).setLegendVisible(false);
        chart.getStyler().setAvailableSpaceFill(0.5).setLabelsVisible(true).setYAxisMin(0.0);
        chart.addSeries(
                unit,
                names,
                values.stream().map(Spread::median).toList(),
                values.stream().map(value -> (value.max() - value.min()) / 2).toList());
        Svg.save(chart, file);
    }
}
