package dangol.jobs.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.Locale;

/** Numbers, money and dates as the readers of a company write them. */
final class Figures {
    private static final String NOTHING = "–";

    private final Texts texts;
    private final Locale locale;
    private final ZoneId zone;
    private final String currency;

    Figures(Texts texts, Locale locale, ZoneId zone, String currency) {
        this.texts = texts;
        this.locale = locale;
        this.zone = zone;
        this.currency = currency;
    }

    /** What a column is called. */
    String column(String name) {
        return texts.of("column." + name);
    }

    /** A value in full, as tables have it. */
    String full(String column, Object value, Unit unit) {
        if (value == null) {
            return unit == Unit.FLAG ? texts.of("code.flag.unknown") : NOTHING;
        }
        return switch (unit) {
            case TEXT, KEY -> value.toString();
            case CODE -> texts.find("code." + column + "." + value).orElse(value.toString());
            case SEGMENT -> segment(value.toString());
            case MONTH -> month((LocalDate) value);
            case QUARTER -> quarter((LocalDate) value);
            case DAY ->
                DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                        .withLocale(locale)
                        .format((LocalDate) value);
            case MOMENT ->
                DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(locale)
                        .format(((Instant) value).atZone(zone));
            case COUNT -> number(value, 0);
            case COUNT_CHANGE -> signed(value, number(absolute(value), 0));
            case MONEY -> money(value);
            case MONEY_CHANGE -> signed(value, money(absolute(value)));
            case SHARE -> percent(value);
            case SHARE_CHANGE -> signed(value, percent(absolute(value)));
            case POINTS_CHANGE -> signed(value, points(absolute(value)));
            case NUMBER -> number(value, 1);
            case DECIMAL -> number(value, 2);
            case PARAMETER -> number(value, parameterDigits(decimal(value)));
            case FIGURE -> figure(decimal(value));
            case SCORE ->
                number(value, Math.max(0, decimal(value).stripTrailingZeros().scale()));
            case FLAG -> texts.of("code.flag." + value);
            case COMPLETE -> texts.of("code.complete." + value);
        };
    }

    /** A value as short as a headline needs it: large amounts of money are rounded to about three digits. */
    String brief(String column, Object value, Unit unit) {
        if (value == null) {
            return NOTHING;
        }
        return switch (unit) {
            case MONEY -> shortMoney(decimal(value));
            case MONEY_CHANGE -> signed(value, shortMoney(absolute(value)));
            default -> full(column, value, unit);
        };
    }

    /** A month or quarter that fits under an axis. */
    String axis(String column, Object value, Unit unit) {
        return unit == Unit.MONTH
                ? DateTimeFormatter.ofPattern(texts.of("format.month.axis"), locale)
                        .format((LocalDate) value)
                : full(column, value, unit);
    }

    private String segment(String value) {
        return texts.find("code.segment." + value).orElse(value);
    }

    private String month(LocalDate month) {
        return DateTimeFormatter.ofPattern(texts.of("format.month"), locale).format(month);
    }

    private String quarter(LocalDate quarter) {
        return DateTimeFormatter.ofPattern(texts.of("format.quarter"), locale).format(quarter);
    }

    private String number(Object value, int digits) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(decimal(value));
    }

    /** Four digits that say something, and one behind the point at least. */
    private static int parameterDigits(BigDecimal value) {
        return Math.max(1, 4 - value.precision() + value.scale());
    }

    /** Four digits that say something, two behind the point when there are that many, and no zeros after the last. */
    private String figure(BigDecimal value) {
        int digits = Math.max(2, 4 - value.precision() + value.scale());
        BigDecimal rounded = value.setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros();
        return number(rounded, Math.max(0, rounded.scale()));
    }

    private String percent(Object value) {
        return number(decimal(value).movePointRight(2), 1) + "%";
    }

    private String points(Object value) {
        return number(decimal(value).movePointRight(2), 1) + texts.of("format.points");
    }

    private static String signed(Object value, String absolute) {
        int sign = decimal(value).signum();
        return sign == 0 ? absolute : (sign > 0 ? "+" : "−") + absolute;
    }

    private static BigDecimal absolute(Object value) {
        return decimal(value).abs();
    }

    private static BigDecimal decimal(Object value) {
        return new BigDecimal(value.toString());
    }

    private String money(Object value) {
        BigDecimal amount = decimal(value);
        return (amount.signum() < 0 ? "−" : "") + withCurrency(number(amount.abs(), fractionDigits()));
    }

    private int fractionDigits() {
        return isoCurrency() == null ? 2 : Math.max(0, isoCurrency().getDefaultFractionDigits());
    }

    private Currency isoCurrency() {
        return Currency.getAvailableCurrencies().stream()
                .filter(c -> c.getCurrencyCode().equals(currency))
                .findFirst()
                .orElse(null);
    }

    private String withCurrency(String amount) {
        if (currency.equals("KRW") && locale.getLanguage().equals("ko")) {
            return amount + (Character.isDigit(amount.charAt(amount.length() - 1)) ? "" : " ") + "원";
        }
        String symbol = switch (currency) {
            case "KRW" -> "₩";
            case "USD" -> "$";
            case "EUR" -> "€";
            case "GBP" -> "£";
            case "JPY" -> "¥";
            default -> isoCurrency() == null ? currency : isoCurrency().getSymbol(locale);
        };
        return symbol + (symbol.length() > 1 ? " " : "") + amount;
    }

    private String shortMoney(BigDecimal amount) {
        String shortened = locale.getLanguage().equals("ko") ? korean(amount.abs()) : english(amount.abs());
        return (amount.signum() < 0 ? "−" : "") + withCurrency(shortened);
    }

    private String english(BigDecimal amount) {
        BigDecimal three = amount.round(new MathContext(3, RoundingMode.HALF_UP));
        String[] units = {"bn", "m", "k"};
        int power = 9;
        for (String unit : units) {
            if (three.compareTo(BigDecimal.ONE.movePointRight(power)) >= 0) {
                BigDecimal in = three.movePointLeft(power);
                return number(in, Math.max(0, 3 - (in.precision() - in.scale()))) + unit;
            }
            power -= 3;
        }
        return number(amount, fractionDigits());
    }

    /** In units of ten thousand, the two largest that are left after rounding: 12억 9천만, 7,758만. */
    private String korean(BigDecimal amount) {
        String[] units = {"조", "억", "만"};
        int power = 12;
        for (String unit : units) {
            BigDecimal in = amount.movePointLeft(power);
            // What rounds to ten thousand of the next smaller unit is one of this.
            if (in.setScale(4, RoundingMode.HALF_UP).compareTo(BigDecimal.ONE) >= 0) {
                if (in.compareTo(BigDecimal.valueOf(100)) >= 0) {
                    return number(in, 0) + unit;
                }
                BigDecimal tenths = in.setScale(1, RoundingMode.HALF_UP);
                int digit = tenths.remainder(BigDecimal.ONE).movePointRight(1).intValue();
                String rest = switch (power) {
                    case 12 -> "천억";
                    case 8 -> "천만";
                    default -> "천";
                };
                return number(tenths.setScale(0, RoundingMode.DOWN), 0) + unit + (digit == 0 ? "" : " " + digit + rest);
            }
            power -= 4;
        }
        return number(amount, fractionDigits());
    }
}
