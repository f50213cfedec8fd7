<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Chart</name>
    <message>
        <source> at %1</source>
        <translation>，位于 %1</translation>
    </message>
    <message>
        <source>  %1 to %2</source>
        <translation>  %1 至 %2</translation>
    </message>
    <message>
        <source>  raw %1</source>
        <translation>  原始值 %1</translation>
    </message>
    <message>
        <source>d</source>
        <translation>天</translation>
    </message>
    <message>
        <source>h</source>
        <translation>小时</translation>
    </message>
    <message>
        <source>min</source>
        <translation>分</translation>
    </message>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
</context>
<context>
    <name>ChartFileDialog</name>
    <message>
        <source>Save chart</source>
        <translation>保存图表</translation>
    </message>
    <message>
        <source>Picture (*.png);;Vector figure (*.svg);;Vector figure on a page (*.pdf);;Raw points (*.csv)</source>
        <translation>图片 (*.png);;矢量图 (*.svg);;页面矢量图 (*.pdf);;原始数据点 (*.csv)</translation>
    </message>
</context>
<context>
    <name>DataEntries</name>
    <message>
        <source>%1 documents, %2 tokens</source>
        <translation>%1 篇文档，%2 个词元</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Other files</source>
        <translation>其他文件</translation>
    </message>
    <message>
        <source>No text by their ending, hidden, or no file at all; left out</source>
        <translation>扩展名不是文本、隐藏文件或不是普通文件；已略过</translation>
    </message>
    <message>
        <source>Files converted to UTF-8</source>
        <translation>已转换为 UTF-8 的文件</translation>
    </message>
    <message>
        <source>Empty documents</source>
        <translation>空文档</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>已略过</translation>
    </message>
    <message>
        <source>Text read</source>
        <translation>读入的文本</translation>
    </message>
    <message>
        <source>%1 after cleaning</source>
        <translation>清洗后 %1</translation>
    </message>
    <message>
        <source>Invalid characters</source>
        <translation>无效字符</translation>
    </message>
    <message>
        <source>Byte sequences that are no character; replaced or left out, as chosen</source>
        <translation>不构成字符的字节序列；按所选方式替换或略去</translation>
    </message>
    <message>
        <source>Control characters</source>
        <translation>控制字符</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>丢弃 %1 篇</translation>
    </message>
    <message>
        <source>%1 changed</source>
        <translation>修改 %1 篇</translation>
    </message>
    <message>
        <source>Cleaning step; %1 documents went on</source>
        <translation>清洗步骤；%1 篇文档保留</translation>
    </message>
    <message>
        <source>lower case</source>
        <translation>小写</translation>
    </message>
    <message>
        <source>no control characters</source>
        <translation>去除控制字符</translation>
    </message>
    <message>
        <source>single blanks</source>
        <translation>合并空白</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>byte-level BPE</source>
        <translation>字节级 BPE</translation>
    </message>
    <message>
        <source>Not fetched yet</source>
        <translation>尚未下载</translation>
    </message>
    <message>
        <source>No longer there</source>
        <translation>已不存在</translation>
    </message>
    <message>
        <source>%1 pieces, made %2</source>
        <translation>%1 个词片，创建于 %2</translation>
    </message>
    <message>
        <source>%1 documents · %2</source>
        <translation>%1 篇文档 · %2</translation>
    </message>
    <message>
        <source>%1 tokens, made %2</source>
        <translation>%1 个词元，创建于 %2</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>Pieces, special tokens included</source>
        <translation>词片数，含特殊词元</translation>
    </message>
    <message>
        <source>Characters covered</source>
        <translation>字符覆盖率</translation>
    </message>
    <message>
        <source>Cleaning</source>
        <translation>清洗</translation>
    </message>
    <message>
        <source>Sentences</source>
        <translation>句子</translation>
    </message>
    <message>
        <source>%1 of them used for training</source>
        <translation>其中 %1 句用于训练</translation>
    </message>
    <message>
        <source>Split lines</source>
        <translation>切开的行</translation>
    </message>
    <message>
        <source>Sentences longer than the trainer takes; cut, none dropped</source>
        <translation>超过训练器上限的句子；已切开，没有丢弃</translation>
    </message>
    <message>
        <source>Reserved characters</source>
        <translation>保留字符</translation>
    </message>
    <message>
        <source>U+2581 and U+2585 mean something else to SentencePiece; left out</source>
        <translation>U+2581 与 U+2585 在 SentencePiece 中另有含义；已略去</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>To train on</source>
        <translation>用于训练</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Unknown tokens</source>
        <translation>未知词元</translation>
    </message>
    <message>
        <source>Signs that the vocabulary cannot spell</source>
        <translation>词表无法拼写的符号</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Cut sentences</source>
        <translation>切开的句子</translation>
    </message>
    <message>
        <source>Longer than the tokenizer takes at a time; none dropped</source>
        <translation>超过分词器单次上限；没有丢弃</translation>
    </message>
    <message>
        <source>Empty sentences</source>
        <translation>空句子</translation>
    </message>
    <message>
        <source>Gave no token; left out</source>
        <translation>没有产生词元；已略过</translation>
    </message>
    <message>
        <source>being built</source>
        <translation>正在构建</translation>
    </message>
    <message>
        <source>stopped on the way</source>
        <translation>中途停止</translation>
    </message>
    <message>
        <source>%1 tokens stored, %2 on disk</source>
        <translation>已存 %1 个词元，占用磁盘 %2</translation>
    </message>
    <message>
        <source>Stored</source>
        <translation>已存储</translation>
    </message>
    <message>
        <source>Share of the text whose tokens are on the disk</source>
        <translation>词元已写入磁盘的文本占比</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>占用磁盘</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>To train on in an epoch, from %1</source>
        <translation>每轮训练所用，来自 %1</translation>
    </message>
</context>
<context>
    <name>ModelDialogs</name>
    <message>
        <source>New folder:</source>
        <translation>新文件夹：</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export metrics</source>
        <translation>导出指标</translation>
    </message>
    <message>
        <source>Export model</source>
        <translation>导出模型</translation>
    </message>
    <message>
        <source>Import a Hugging Face model folder</source>
        <translation>导入 Hugging Face 模型文件夹</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
</context>
<context>
    <name>ProbeLog</name>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>Cloze Studio</source>
        <translation>Cloze Studio</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>选择其他文件夹…</translation>
    </message>
    <message>
        <source>Open a workspace</source>
        <translation>打开工作区</translation>
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message>
        <source>%1 steps</source>
        <translation>%1 步</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>从 %1 开始</translation>
    </message>
    <message>
        <source>%1
Expected from the speed of earlier runs</source>
        <translation>%1
按以往运行的速度估计</translation>
    </message>
    <message>
        <source>under a minute</source>
        <translation>不到一分钟</translation>
    </message>
    <message>
        <source>about %1 min</source>
        <translation>约 %1 分钟</translation>
    </message>
    <message>
        <source>about %1 h</source>
        <translation>约 %1 小时</translation>
    </message>
</context>
<context>
    <name>RunCurves</name>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Training time</source>
        <translation>训练时间</translation>
    </message>
    <message>
        <source>training time</source>
        <translation>训练时间</translation>
    </message>
    <message>
        <source>Wall time</source>
        <translation>实际时间</translation>
    </message>
    <message>
        <source>wall time</source>
        <translation>实际时间</translation>
    </message>
    <message>
        <source>loss (nats)</source>
        <translation>损失（nat）</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>训练损失</translation>
    </message>
    <message>
        <source>Masked-LM loss</source>
        <translation>掩码语言模型损失</translation>
    </message>
    <message>
        <source>Next-sentence loss</source>
        <translation>下一句损失</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>每秒词元数</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>留出集损失</translation>
    </message>
    <message>
        <source>Held-out perplexity</source>
        <translation>留出集困惑度</translation>
    </message>
    <message>
        <source>perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>Held-out accuracy</source>
        <translation>留出集准确率</translation>
    </message>
    <message>
        <source>Held-out next-sentence loss</source>
        <translation>留出集下一句损失</translation>
    </message>
    <message>
        <source>Held-out next-sentence accuracy</source>
        <translation>留出集下一句准确率</translation>
    </message>
</context>
<context>
    <name>RunEvents</name>
    <message>
        <source>Step %1: %2%3</source>
        <translation>第 %1 步：%2%3</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Continued</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Evaluation</source>
        <translation>评估</translation>
    </message>
    <message>
        <source>Fault</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>Rolled back</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>Waiting for room</source>
        <translation>等待磁盘空间</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>已更改</translation>
    </message>
</context>
<context>
    <name>RunFigure</name>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>loss (nats)</source>
        <translation>损失（nat）</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source> (moving average 0.9 over raw)</source>
        <translation>（原始值的滑动平均 0.9）</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>留出集</translation>
    </message>
</context>
<context>
    <name>RunGroups</name>
    <message>
        <source>no tags</source>
        <translation>无标签</translation>
    </message>
    <message numerus="yes">
        <source>(mean of %n)</source>
        <translation>
            <numerusform>（%n 次的平均）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunLabelDialogs</name>
    <message>
        <source>Tags of “%1”</source>
        <translation>“%1”的标签</translation>
    </message>
    <message>
        <source>Tags of %1 runs</source>
        <translation>%1 个运行的标签</translation>
    </message>
    <message>
        <source>New tags, with blanks between</source>
        <translation>新标签，以空格分隔</translation>
    </message>
    <message>
        <source>New tags</source>
        <translation>新标签</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>What was tried, and what came of it</source>
        <translation>尝试了什么，结果如何</translation>
    </message>
</context>
<context>
    <name>RunProgress</name>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>%1 parameters</source>
        <translation>%1 参数</translation>
    </message>
</context>
<context>
    <name>ShownRows</name>
    <message>
        <source>Row %1 of the run&apos;s first batch</source>
        <translation>本次运行第一批的第 %1 行</translation>
    </message>
    <message>
        <source>Step %1, batch %2, row %3</source>
        <translation>第 %1 步，第 %2 批，第 %3 行</translation>
    </message>
    <message>
        <source>Step %1, row %2</source>
        <translation>第 %1 步，第 %2 行</translation>
    </message>
    <message>
        <source>B is what follows A</source>
        <translation>B 是 A 的下文</translation>
    </message>
    <message>
        <source>B is from another document</source>
        <translation>B 来自另一篇文档</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
    <message>
        <source>%1 to predict</source>
        <translation>%1 个待预测</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>%1 (id %2)</source>
        <translation>%1（编号 %2）</translation>
    </message>
    <message>
        <source>to predict: %1</source>
        <translation>待预测：%1</translation>
    </message>
    <message>
        <source>a random token; to predict: %1</source>
        <translation>随机词元；待预测：%1</translation>
    </message>
    <message>
        <source>left as it is, and to predict</source>
        <translation>保持原样，也要预测</translation>
    </message>
    <message>
        <source>begins every row</source>
        <translation>每行的开头</translation>
    </message>
    <message>
        <source>a document ends</source>
        <translation>一篇文档结束</translation>
    </message>
    <message>
        <source>the first segment ends</source>
        <translation>第一段结束</translation>
    </message>
    <message>
        <source>ends every row</source>
        <translation>每行的结尾</translation>
    </message>
    <message>
        <source>fills the row up; not attended to</source>
        <translation>把行补满；注意力不看它</translation>
    </message>
    <message>
        <source>positions %1 to %2</source>
        <translation>位置 %1 到 %2</translation>
    </message>
    <message>
        <source>position %1</source>
        <translation>位置 %1</translation>
    </message>
    <message>
        <source>id %1</source>
        <translation>编号 %1</translation>
    </message>
    <message>
        <source>Loss %1</source>
        <translation>损失 %1</translation>
    </message>
    <message>
        <source>batch %1, row %2</source>
        <translation>第 %1 批，第 %2 行</translation>
    </message>
    <message>
        <source>row %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>next sentence: loss %1</source>
        <translation>下一句：损失 %1</translation>
    </message>
    <message>
        <source>loss %1 nats, probability %2</source>
        <translation>损失 %1 nat，概率 %2</translation>
    </message>
</context>
<context>
    <name>Table</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Train your first model</source>
        <translation>训练您的第一个模型</translation>
    </message>
    <message>
        <source>In about five minutes this tour takes you from plain text to a language model that fills in missing words. It trains on speeches of American presidents; your own text comes next.</source>
        <translation>大约五分钟，本导览带您从纯文本走到一个能补全缺词的语言模型。它用美国总统演讲训练；之后换您自己的文本。</translation>
    </message>
    <message>
        <source>Train on the sample</source>
        <translation>用示例训练</translation>
    </message>
    <message>
        <source>From text to tokens</source>
        <translation>从文本到词元</translation>
    </message>
    <message>
        <source>The text is cleaned and cut into 8,192 kinds of tokens, words and parts of words. One document in twenty is held out: the model never trains on it, so it can be tested there.</source>
        <translation>文本经过清洗，并切分为 8,192 种词元，即词和词的片段。每二十篇文档留出一篇：模型从不用它训练，因此可以在其上测试。</translation>
    </message>
    <message>
        <source>Watch it learn</source>
        <translation>看它学习</translation>
    </message>
    <message>
        <source>In every step the model guesses hidden words. The loss says how surprised it was by the right ones: lower is better. Dots are guesses on the held-out text. The wheel zooms, dragging moves.</source>
        <translation>每一步，模型都在猜被隐藏的词。损失表示正确答案让它多意外：越低越好。圆点是在留出文本上的猜测。滚轮缩放，拖动平移。</translation>
    </message>
    <message>
        <source>Ask it</source>
        <translation>向它提问</translation>
    </message>
    <message>
        <source>Click a word to hide it and see what the model would write. It answers while it trains, and better every minute. “How likely” and “Attention” show how it reads a sentence.</source>
        <translation>点击一个词将其隐藏，看模型会写什么。它边训练边回答，一分钟比一分钟好。“可能性”和“注意力”展示它如何读一个句子。</translation>
    </message>
    <message>
        <source>Every run is kept</source>
        <translation>每个运行都会保留</translation>
    </message>
    <message>
        <source>With all its settings and every step. Choose several and their curves lie over each other; what differs between them is named. The Configure page makes the next one.</source>
        <translation>连同全部设置和每一步。选择多个，曲线便会叠在一起，并标出它们的不同之处。“配置”页用来设定下一个。</translation>
    </message>
    <message>
        <source>A few minutes more</source>
        <translation>还需几分钟</translation>
    </message>
    <message>
        <source>The training ends by itself. Look around meanwhile; the top of the window tells how far it is, and can pause it.</source>
        <translation>训练会自行结束。其间可以四处看看；窗口顶部显示进度，也可暂停。</translation>
    </message>
    <message>
        <source>The run has ended early; it can be continued on its page.</source>
        <translation>运行提前结束；可在其页面继续。</translation>
    </message>
    <message>
        <source>The run is finished.</source>
        <translation>运行已完成。</translation>
    </message>
    <message>
        <source>On text it has never seen, the model names %1 of the hidden words right.</source>
        <translation>在它从未见过的文本上，模型猜对了 %1 的隐藏词。</translation>
    </message>
    <message>
        <source>Your model</source>
        <translation>您的模型</translation>
    </message>
    <message>
        <source>On the Compare page, Export hands it on to Hugging Face transformers. To train on your own text, drop files or folders onto the Data page.</source>
        <translation>在“比较”页，“导出”可将它交给 Hugging Face transformers。要用自己的文本训练，请把文件或文件夹拖到“数据”页。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
</context>
<context>
    <name>WindowMenus</name>
    <message>
        <source>Theme of the system</source>
        <translation>跟随系统主题</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>浅色主题</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>深色主题</translation>
    </message>
    <message>
        <source>Language of the system</source>
        <translation>跟随系统语言</translation>
    </message>
    <message>
        <source>Train in a process of its own</source>
        <translation>在独立进程中训练</translation>
    </message>
    <message>
        <source>A crash of the engine then ends the run only; from the next run on</source>
        <translation>引擎崩溃时只会结束该次运行；从下一次运行起生效</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Open another workspace…</source>
        <translation>打开其他工作区…</translation>
    </message>
    <message>
        <source>Open a workspace</source>
        <translation>打开工作区</translation>
    </message>
    <message>
        <source>Show the tour</source>
        <translation>显示导览</translation>
    </message>
</context>
<context>
    <name>cloze::ui::AttentionLines</name>
    <message>
        <source>Which tokens look at which; up and down choose one</source>
        <translation>哪些词元关注哪些词元；按上下键选择一个</translation>
    </message>
</context>
<context>
    <name>cloze::ui::AttentionMatrix</name>
    <message>
        <source>Attention between all pairs of tokens; arrow keys walk</source>
        <translation>所有词元两两之间的注意力；用方向键移动</translation>
    </message>
</context>
<context>
    <name>cloze::ui::AttentionView</name>
    <message>
        <source>Layer</source>
        <translation>层</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>第 %1 层</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>All heads</source>
        <translation>所有头</translation>
    </message>
    <message>
        <source>One head of the layer, or the mean of all</source>
        <translation>该层的一个头，或所有头的平均</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>连线</translation>
    </message>
    <message>
        <source>Matrix</source>
        <translation>矩阵</translation>
    </message>
    <message>
        <source>Copy as table</source>
        <translation>复制为表格</translation>
    </message>
    <message>
        <source>The weights with their tokens, separated by tabs</source>
        <translation>权重及其词元，以制表符分隔</translation>
    </message>
    <message>
        <source>Head %1</source>
        <translation>第 %1 头</translation>
    </message>
    <message>
        <source>Left looks at right; point at a token for its lines alone.</source>
        <translation>左侧关注右侧；指向一个词元，只看它的连线。</translation>
    </message>
    <message>
        <source>Rows look at columns.</source>
        <translation>行关注列。</translation>
    </message>
    <message>
        <source>“%1” looks at “%2”: %3 %</source>
        <translation>“%1”关注“%2”：%3 %</translation>
    </message>
</context>
<context>
    <name>cloze::ui::BatchPane</name>
    <message>
        <source>The batch of the step before</source>
        <translation>前一步的批次</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Back to the events (Esc)</source>
        <translation>返回事件（Esc）</translation>
    </message>
    <message>
        <source>Rows of the highest loss first. The deeper the colour, the less the model expected the token that stands beneath.</source>
        <translation>损失最高的行在前。颜色越深，模型越没有料到下方的词元。</translation>
    </message>
    <message>
        <source>Batch of step %1</source>
        <translation>第 %1 步的批次</translation>
    </message>
    <message>
        <source>Reading its rows and asking the model…</source>
        <translation>正在读取各行并询问模型…</translation>
    </message>
    <message>
        <source>loss %1 as recorded</source>
        <translation>记录的损失 %1</translation>
    </message>
    <message>
        <source>%1 with the weights of step %2</source>
        <translation>用第 %2 步的权重为 %1</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>%1 to predict</source>
        <translation>%1 个待预测</translation>
    </message>
    <message>
        <source>Previous step</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>The batch of the step after</source>
        <translation>后一步的批次</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ChangeDialog</name>
    <message>
        <source>Change the run</source>
        <translation>更改运行</translation>
    </message>
    <message>
        <source>From the next step on. What is changed stands in the run&apos;s events, and a continued run keeps it.</source>
        <translation>从下一步起生效。所作更改记入运行的事件，继续的运行也会保留。</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ChartCard</name>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>log y</source>
        <translation>对数 y</translation>
    </message>
    <message>
        <source>Logarithmic vertical axis</source>
        <translation>纵轴取对数</translation>
    </message>
    <message>
        <source>Raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>The points as they are</source>
        <translation>原样显示各点</translation>
    </message>
    <message>
        <source>EMA %1</source>
        <translation>EMA %1</translation>
    </message>
    <message>
        <source>Exponential moving average: the past weighs %1</source>
        <translation>指数滑动平均：历史权重为 %1</translation>
    </message>
    <message>
        <source>Gauss %1</source>
        <translation>高斯 %1</translation>
    </message>
    <message>
        <source>Gaussian mean, standard deviation %1 points</source>
        <translation>高斯平均，标准差为 %1 个点</translation>
    </message>
    <message>
        <source>Median %1</source>
        <translation>中位数 %1</translation>
    </message>
    <message>
        <source>Median of %1 points: spikes leave no trace</source>
        <translation>%1 个点的中位数：尖峰不留痕迹</translation>
    </message>
    <message>
        <source>A smooth curve from all raw points, which stay as a shadow</source>
        <translation>由全部原始点得到的平滑曲线，原始点以浅影保留</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Copy or save this chart</source>
        <translation>复制或保存此图</translation>
    </message>
    <message>
        <source>Chart menu</source>
        <translation>图表菜单</translation>
    </message>
    <message>
        <source>Copy as image</source>
        <translation>复制为图片</translation>
    </message>
    <message>
        <source>Save as PNG, SVG, PDF or CSV…</source>
        <translation>另存为 PNG、SVG、PDF 或 CSV…</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>What the chart shows</source>
        <translation>图表的内容</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ChipFlow</name>
    <message>
        <source>Words; Space hides the one in focus</source>
        <translation>词；按空格隐藏焦点处的词</translation>
    </message>
    <message>
        <source>Separates two texts</source>
        <translation>分隔两段文本</translation>
    </message>
    <message>
        <source>Hide “%1” from the model</source>
        <translation>对模型隐藏“%1”</translation>
    </message>
    <message>
        <source>A gap you typed</source>
        <translation>您输入的空缺</translation>
    </message>
    <message>
        <source>Show “%1” again</source>
        <translation>重新显示“%1”</translation>
    </message>
</context>
<context>
    <name>cloze::ui::CleaningDialog</name>
    <message>
        <source>Cleaning steps</source>
        <translation>清洗步骤</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Start from…</source>
        <translation>选择起点…</translation>
    </message>
    <message>
        <source>No steps</source>
        <translation>无步骤</translation>
    </message>
    <message>
        <source>&amp;Try them on the whole text</source>
        <translation>在全文上试用(&amp;T)</translation>
    </message>
    <message>
        <source>Use these steps</source>
        <translation>采用这些步骤</translation>
    </message>
    <message>
        <source>Documents that the step drops or changes</source>
        <translation>该步骤丢弃或修改的文档</translation>
    </message>
    <message>
        <source>The document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Choose the text first</source>
        <translation>请先选择文本</translation>
    </message>
    <message>
        <source>Tick a step first</source>
        <translation>请先勾选一个步骤</translation>
    </message>
    <message>
        <source>Reading the text…</source>
        <translation>正在读取文本…</translation>
    </message>
    <message>
        <source>What do the steps do?</source>
        <translation>这些步骤会做什么？</translation>
    </message>
    <message>
        <source>Try them on the whole text: you see what each step drops and changes before anything is built on it.</source>
        <translation>在全文上试用：在据此构建任何内容之前，先看到每一步丢弃和修改了什么。</translation>
    </message>
    <message>
        <source>%1 of %2 documents stay, %3 of %4 MB</source>
        <translation>保留 %1 / %2 篇文档，%3 / %4 MB</translation>
    </message>
    <message>
        <source>This step is not done. Choose one that is to see its documents.</source>
        <translation>此步骤未执行。请选择一个已执行的步骤以查看其文档。</translation>
    </message>
    <message>
        <source>%1: %2 kept, %3 of them changed; %4 dropped</source>
        <translation>%1：保留 %2 篇，其中修改 %3 篇；丢弃 %4 篇</translation>
    </message>
    <message>
        <source>%1 %2%3: %4</source>
        <translation>%1 %2%3：%4</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>no. %1</source>
        <translation>第 %1 篇</translation>
    </message>
    <message>
        <source>A duplicate of no. %1, which stays. Struck through: only in the one that goes; underlined: only in the one that stays.</source>
        <translation>与第 %1 篇重复，后者保留。删除线：只在被丢弃的文档中；下划线：只在保留的文档中。</translation>
    </message>
</context>
<context>
    <name>cloze::ui::CleaningStepsEdit</name>
    <message>
        <source>Cleaning steps</source>
        <translation>清洗步骤</translation>
    </message>
    <message>
        <source>Ticked steps are done from top to bottom. Drag one to change the order.</source>
        <translation>勾选的步骤自上而下执行。拖动可改变顺序。</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>丢弃 %1 篇</translation>
    </message>
    <message>
        <source>%1 changed</source>
        <translation>修改 %1 篇</translation>
    </message>
    <message>
        <source>nothing to do</source>
        <translation>无事可做</translation>
    </message>
</context>
<context>
    <name>cloze::ui::CommandLine</name>
    <message>
        <source>The same run from a terminal</source>
        <translation>在终端中执行同样的运行</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>cloze::ui::CompareBoard</name>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Scatter</source>
        <translation>散点</translation>
    </message>
    <message>
        <source>Parallel</source>
        <translation>平行坐标</translation>
    </message>
    <message>
        <source>The chosen runs&apos; metrics over each other</source>
        <translation>叠加显示所选运行的指标</translation>
    </message>
    <message>
        <source>All runs of the table as points over two columns</source>
        <translation>以两列为坐标，用点显示表格中的全部运行</translation>
    </message>
    <message>
        <source>All runs of the table as lines over several columns</source>
        <translation>跨多列，用线显示表格中的全部运行</translation>
    </message>
</context>
<context>
    <name>cloze::ui::CompareCharts</name>
    <message>
        <source>Training loss</source>
        <translation>训练损失</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>留出集损失</translation>
    </message>
    <message>
        <source>Choose runs in the table.</source>
        <translation>请在表格中选择运行。</translation>
    </message>
    <message>
        <source>What the horizontal axes count</source>
        <translation>横轴的计量</translation>
    </message>
    <message>
        <source>log x</source>
        <translation>对数 x</translation>
    </message>
    <message>
        <source>Logarithmic horizontal axes</source>
        <translation>横轴取对数</translation>
    </message>
    <message>
        <source>Each run</source>
        <translation>每次运行</translation>
    </message>
    <message>
        <source>A curve for each run</source>
        <translation>每次运行一条曲线</translation>
    </message>
    <message>
        <source>Mean over seeds</source>
        <translation>按种子平均</translation>
    </message>
    <message>
        <source>Runs that differ in nothing but the seed become one curve, with a band from the least to the greatest of them</source>
        <translation>只有种子不同的运行合为一条曲线，并以色带表示最小到最大的范围</translation>
    </message>
    <message>
        <source>Mean by dataset</source>
        <translation>按数据集平均</translation>
    </message>
    <message>
        <source>Runs of one dataset become one curve</source>
        <translation>同一数据集的运行合为一条曲线</translation>
    </message>
    <message>
        <source>Mean by tags</source>
        <translation>按标签平均</translation>
    </message>
    <message>
        <source>Runs with the same tags become one curve</source>
        <translation>标签相同的运行合为一条曲线</translation>
    </message>
    <message>
        <source>Which runs become one curve</source>
        <translation>哪些运行合为一条曲线</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ComparePage</name>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Nothing to compare yet</source>
        <translation>还没有可对比的内容</translation>
    </message>
    <message>
        <source>Every run is kept here with its settings and every step of its loss. Choose several to lay their curves over each other.</source>
        <translation>每次运行连同其设置和每一步的损失都保存在这里。选择多个运行即可叠加它们的曲线。</translation>
    </message>
    <message>
        <source>Train a first model</source>
        <translation>训练第一个模型</translation>
    </message>
    <message>
        <source>Import a model…</source>
        <translation>导入模型…</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Every metric and setting can be a column</source>
        <translation>每个指标和设置都可以成为一列</translation>
    </message>
    <message>
        <source>Organize</source>
        <translation>整理</translation>
    </message>
    <message>
        <source>Tags, notes, archive, delete</source>
        <translation>标签、备注、归档、删除</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Takes in the folder of a Hugging Face model</source>
        <translation>导入 Hugging Face 模型的文件夹</translation>
    </message>
    <message>
        <source>Open recipe in Configure</source>
        <translation>在“配置”中打开配方</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>探查</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>&amp;Model…</source>
        <translation>模型(&amp;M)…</translation>
    </message>
    <message>
        <source>Me&amp;trics…</source>
        <translation>指标(&amp;T)…</translation>
    </message>
    <message>
        <source>For TensorBoard and as CSV, a folder for each chosen run</source>
        <translation>用于 TensorBoard 并附 CSV，每个所选运行一个文件夹</translation>
    </message>
    <message>
        <source>&amp;Embeddings of a text file…</source>
        <translation>文本文件的嵌入向量(&amp;E)…</translation>
    </message>
    <message>
        <source>Differing settings</source>
        <translation>不同的设置</translation>
    </message>
    <message>
        <source>Starts a new recipe from this run&apos;s</source>
        <translation>以此运行的配方为起点新建配方</translation>
    </message>
    <message>
        <source>Choose one run</source>
        <translation>请选择一个运行</translation>
    </message>
    <message>
        <source>Choose runs to export</source>
        <translation>请选择要导出的运行</translation>
    </message>
    <message>
        <source>Model, metrics or embeddings for other programs</source>
        <translation>供其他程序使用的模型、指标或嵌入向量</translation>
    </message>
    <message>
        <source>Writes a folder that Hugging Face transformers loads</source>
        <translation>写出 Hugging Face transformers 可加载的文件夹</translation>
    </message>
    <message>
        <source>Writes a vector for each line to .npy or .csv</source>
        <translation>将每一行的向量写入 .npy 或 .csv</translation>
    </message>
    <message>
        <source>Ask this model to fill in masks</source>
        <translation>让此模型填补掩码</translation>
    </message>
    <message>
        <source>%1 in all</source>
        <translation>共 %1 个</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>%1 chosen</source>
        <translation>已选 %1 个</translation>
    </message>
    <message>
        <source>the first %1 drawn</source>
        <translation>绘制前 %1 个</translation>
    </message>
    <message>
        <source>Choose two or more runs (Ctrl+click) to see in what they differ.</source>
        <translation>选择两个或更多运行（Ctrl+点击）以查看它们的不同之处。</translation>
    </message>
    <message>
        <source>These runs have the same settings.</source>
        <translation>这些运行的设置相同。</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ConfigurePage</name>
    <message>
        <source>Configure</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Another run is training; this one can wait for its turn.</source>
        <translation>另一个运行正在训练；此运行可以排队等候。</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ConfigureView</name>
    <message>
        <source>&amp;Dataset</source>
        <translation>数据集(&amp;D)</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>The tokens to train on</source>
        <translation>用于训练的词元</translation>
    </message>
    <message>
        <source>Make one…</source>
        <translation>新建…</translation>
    </message>
    <message>
        <source>To the Data page</source>
        <translation>前往“数据”页</translation>
    </message>
    <message>
        <source>Undo changes</source>
        <translation>撤销更改</translation>
    </message>
    <message>
        <source>All settings back to where they began</source>
        <translation>所有设置恢复到最初的值</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Open a recipe (JSON)</source>
        <translation>打开配方（JSON）</translation>
    </message>
    <message>
        <source>Open a recipe</source>
        <translation>打开配方</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save this recipe as JSON</source>
        <translation>将此配方保存为 JSON</translation>
    </message>
    <message>
        <source>Save the recipe</source>
        <translation>保存配方</translation>
    </message>
    <message>
        <source>Recipes (*.json)</source>
        <translation>配方 (*.json)</translation>
    </message>
    <message>
        <source>Made from the recipe</source>
        <translation>由配方生成</translation>
    </message>
    <message>
        <source>Name of the run</source>
        <translation>运行的名称</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where the run computes; auto takes a GPU when there is one</source>
        <translation>运行所用的计算设备；自动：有 GPU 时使用 GPU</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>D&amp;evice</source>
        <translation>设备(&amp;E)</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>%1 · %2 tokens, vocabulary %3</source>
        <translation>%1 · %2 个词元，词表 %3</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>recipe</source>
        <translation>配方</translation>
    </message>
    <message>
        <source>There is no dataset yet.</source>
        <translation>还没有数据集。</translation>
    </message>
    <message>
        <source>Choose a dataset.</source>
        <translation>请选择数据集。</translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>已改 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Start this run (Ctrl+Enter)</source>
        <translation>开始此运行（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Add to queue</source>
        <translation>加入队列</translation>
    </message>
    <message>
        <source>This run waits in the queue until you let it go on</source>
        <translation>此运行在队列中等待，直到您让队列继续</translation>
    </message>
    <message>
        <source>This run starts after those before it (Ctrl+Enter)</source>
        <translation>此运行在前面的运行结束后开始（Ctrl+Enter）</translation>
    </message>
    <message>
        <source>A run is training; measured beside it, both would be slow.</source>
        <translation>有运行正在训练；同时测量会让两者都变慢。</translation>
    </message>
</context>
<context>
    <name>cloze::ui::CorpusFormatEdit</name>
    <message>
        <source>A blank line ends a document</source>
        <translation>空行结束一篇文档</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Text field</source>
        <translation>文本字段</translation>
    </message>
    <message>
        <source>The key or column that holds the text in JSON, CSV and TSV</source>
        <translation>JSON、CSV 和 TSV 中存放文本的键或列</translation>
    </message>
    <message>
        <source>Text &amp;field</source>
        <translation>文本字段(&amp;F)</translation>
    </message>
    <message>
        <source>Clean…</source>
        <translation>清洗…</translation>
    </message>
    <message>
        <source>Choose what is done with the documents, and see what it does</source>
        <translation>选择如何处理文档，并查看其效果</translation>
    </message>
    <message>
        <source>Every document is taken as it is</source>
        <translation>每篇文档原样采用</translation>
    </message>
    <message>
        <source>Each file, and each record, is a document</source>
        <translation>每个文件、每条记录是一篇文档</translation>
    </message>
    <message>
        <source>Each file is a document</source>
        <translation>每个文件是一篇文档</translation>
    </message>
</context>
<context>
    <name>cloze::ui::CorpusReader</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take it off this list; the files stay where they are</source>
        <translation>从列表中移除；文件保持原处</translation>
    </message>
    <message>
        <source>New tokenizer…</source>
        <translation>新建分词器…</translation>
    </message>
    <message>
        <source>New dataset…</source>
        <translation>新建数据集…</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Beginning of the file</source>
        <translation>文件开头</translation>
    </message>
    <message>
        <source>%1 in files: %2</source>
        <translation>%1，文件数：%2</translation>
    </message>
    <message>
        <source>This sample has not been fetched yet.

Fetch it in a terminal with:

    packaging/bootstrap.sh</source>
        <translation>此示例尚未下载。

请在终端中下载：

    packaging/bootstrap.sh</translation>
    </message>
    <message>
        <source>There is nothing at this place any more.</source>
        <translation>此处已没有内容。</translation>
    </message>
    <message>
        <source>There is no text file here.</source>
        <translation>此处没有文本文件。</translation>
    </message>
</context>
<context>
    <name>cloze::ui::DataPage</name>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Reading the text…</source>
        <translation>正在读取文本…</translation>
    </message>
</context>
<context>
    <name>cloze::ui::DataView</name>
    <message>
        <source>Drop text files and folders to add them</source>
        <translation>拖入文本文件或文件夹即可添加</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Add files or folders, or drop them here.</source>
        <translation>添加文件或文件夹，或将其拖到此处。</translation>
    </message>
    <message>
        <source>Add files or folders of text</source>
        <translation>添加文本文件或文件夹</translation>
    </message>
    <message>
        <source>Tokenizers</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>新建…</translation>
    </message>
    <message>
        <source>A tokenizer learns from text which pieces words are made of.</source>
        <translation>分词器从文本中学习词由哪些词片组成。</translation>
    </message>
    <message>
        <source>Datasets</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>A dataset is text cut by a tokenizer, ready to train on.</source>
        <translation>数据集是经分词器切分、可用于训练的文本。</translation>
    </message>
    <message>
        <source>New dataset…</source>
        <translation>新建数据集…</translation>
    </message>
    <message>
        <source>Cut text with this tokenizer</source>
        <translation>用此分词器切分文本</translation>
    </message>
    <message>
        <source>Choose a text, a tokenizer or a dataset to look into it.</source>
        <translation>选择文本、分词器或数据集以查看内容。</translation>
    </message>
    <message>
        <source>Files…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>%1 tokens  ·  vocabulary %2  ·  %3 unknown</source>
        <translation>%1 个词元  ·  词表 %2  ·  未知 %3</translation>
    </message>
</context>
<context>
    <name>cloze::ui::DatasetDrawer</name>
    <message>
        <source>New dataset</source>
        <translation>新建数据集</translation>
    </message>
    <message>
        <source>Build dataset</source>
        <translation>构建数据集</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Text is cleaned and cut as this tokenizer was trained</source>
        <translation>文本的清洗和切分方式与训练此分词器时相同</translation>
    </message>
    <message>
        <source>New…</source>
        <translation>新建…</translation>
    </message>
    <message>
        <source>New tokenizer</source>
        <translation>新建分词器</translation>
    </message>
    <message>
        <source>Held out, percent</source>
        <translation>留出比例（百分比）</translation>
    </message>
    <message>
        <source>Share of documents kept aside to measure the model; which ones is decided by their content, so it never moves</source>
        <translation>留出用于评估模型的文档比例；由内容决定选取哪些文档，因此始终不变</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>% of documents</source>
        <translation>% 的文档</translation>
    </message>
    <message>
        <source>&amp;Tokenizer</source>
        <translation>分词器(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Held out</source>
        <translation>留出(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Choose the text to read.</source>
        <translation>请选择要读取的文本。</translation>
    </message>
    <message>
        <source>A dataset needs a tokenizer; make one first.</source>
        <translation>数据集需要分词器；请先创建一个。</translation>
    </message>
    <message>
        <source>Held out takes a number from 0 to 50.</source>
        <translation>留出比例须为 0 到 50 之间的数。</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>A name takes letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;.</source>
        <translation>名称只能包含字母、数字、“-”、“_”和“.”。</translation>
    </message>
    <message>
        <source>The dataset &apos;%1&apos; is ready</source>
        <translation>数据集“%1”已就绪</translation>
    </message>
    <message>
        <source>Configure a run with it</source>
        <translation>用它配置一次运行</translation>
    </message>
    <message>
        <source>Times an epoch takes a number from %1 to %2.</source>
        <translation>每轮次数应为 %1 到 %2 之间的数。</translation>
    </message>
</context>
<context>
    <name>cloze::ui::DifferencesModel</name>
    <message>
        <source>Dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>The text and tokenizer the run was trained with</source>
        <translation>该运行所用的文本和分词器</translation>
    </message>
    <message>
        <source>Setting</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>cloze::ui::DocumentDelegate</name>
    <message>
        <source>%1 tokens</source>
        <translation>%1 个词元</translation>
    </message>
</context>
<context>
    <name>cloze::ui::DocumentListModel</name>
    <message>
        <source>Document %1: %2 tokens, %3 sentences, %4 unknown</source>
        <translation>文档 %1：%2 个词元，%3 个句子，%4 个未知</translation>
    </message>
</context>
<context>
    <name>cloze::ui::DocumentReader</name>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>What the build counted</source>
        <translation>构建时的统计</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Lengths, unknown tokens and the vocabulary, counted over the whole dataset</source>
        <translation>对整个数据集统计的长度、未知词元和词表</translation>
    </message>
    <message>
        <source>Train on this</source>
        <translation>用它训练</translation>
    </message>
    <message>
        <source>Take this dataset to the Configure page</source>
        <translation>将此数据集带到“配置”页</translation>
    </message>
    <message>
        <source>Hover or click a token to see its id.</source>
        <translation>悬停或点击词元以查看其编号。</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练集</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>留出</translation>
    </message>
    <message>
        <source>Documents the model learns from</source>
        <translation>模型学习所用的文档</translation>
    </message>
    <message>
        <source>Documents kept aside to measure it</source>
        <translation>留出用于评估的文档</translation>
    </message>
    <message>
        <source>Documents</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Search all documents</source>
        <translation>搜索全部文档</translation>
    </message>
    <message>
        <source>Finds text in both parts, whatever its case; what the vocabulary does not know is not found</source>
        <translation>在两部分中查找文本，不区分大小写；词表不认识的内容无法找到</translation>
    </message>
    <message>
        <source>Documents that hold the text</source>
        <translation>包含该文本的文档</translation>
    </message>
    <message>
        <source>Tokens of the document</source>
        <translation>文档的词元</translation>
    </message>
    <message>
        <source>Choose a document to see its tokens.</source>
        <translation>选择一篇文档以查看其词元。</translation>
    </message>
    <message>
        <source>Train %1</source>
        <translation>训练集 %1</translation>
    </message>
    <message>
        <source>Held out %1</source>
        <translation>留出 %1</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>正在搜索…</translation>
    </message>
    <message>
        <source>1 document</source>
        <translation>1 篇文档</translation>
    </message>
    <message>
        <source>%1 documents</source>
        <translation>%1 篇文档</translation>
    </message>
    <message>
        <source>No document holds this.</source>
        <translation>没有文档包含此内容。</translation>
    </message>
    <message>
        <source>%1 % searched</source>
        <translation>已搜索 %1 %</translation>
    </message>
    <message>
        <source>Document %1  ·  %2 tokens  ·  %3 sentences</source>
        <translation>文档 %1  ·  %2 个词元  ·  %3 个句子</translation>
    </message>
    <message>
        <source>%1 unknown</source>
        <translation>%1 个未知</translation>
    </message>
    <message>
        <source>first %1 shown</source>
        <translation>显示前 %1 个</translation>
    </message>
</context>
<context>
    <name>cloze::ui::Drawer</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close (Esc); work under way goes on</source>
        <translation>关闭（Esc）；进行中的工作会继续</translation>
    </message>
    <message>
        <source>Make another</source>
        <translation>再建一个</translation>
    </message>
</context>
<context>
    <name>cloze::ui::EmbedDialog</name>
    <message>
        <source>Embed texts with %1</source>
        <translation>用 %1 生成嵌入向量</translation>
    </message>
    <message>
        <source>A text per line; in JSON, CSV and TSV, per record</source>
        <translation>每行一段文本；JSON、CSV 和 TSV 中每条记录一段</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>The key or column that holds the text in JSON, CSV and TSV</source>
        <translation>JSON、CSV 和 TSV 中存放文本的键或列</translation>
    </message>
    <message>
        <source>Text &amp;field</source>
        <translation>文本字段(&amp;F)</translation>
    </message>
    <message>
        <source>Mean over the text&apos;s tokens</source>
        <translation>文本各词元的平均</translation>
    </message>
    <message>
        <source>State at [CLS]</source>
        <translation>[CLS] 处的状态</translation>
    </message>
    <message>
        <source>A new file that ends in .npy or .csv</source>
        <translation>以 .npy 或 .csv 结尾的新文件</translation>
    </message>
    <message>
        <source>Embed</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>&amp;Texts</source>
        <translation>文本(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Vector</source>
        <translation>向量(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Save as</source>
        <translation>另存为(&amp;S)</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 等（另有 %n 个）</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose the texts first</source>
        <translation>请先选择文本</translation>
    </message>
    <message>
        <source>Name a file that ends in .npy or .csv</source>
        <translation>请指定以 .npy 或 .csv 结尾的文件</translation>
    </message>
    <message>
        <source>That file is there already; name another one</source>
        <translation>该文件已存在；请换一个名称</translation>
    </message>
    <message>
        <source>Save embeddings</source>
        <translation>保存嵌入向量</translation>
    </message>
    <message>
        <source>NumPy array</source>
        <translation>NumPy 数组</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
</context>
<context>
    <name>cloze::ui::EndCard</name>
    <message>
        <source>Ask it to fill in masks</source>
        <translation>让它填补掩码</translation>
    </message>
    <message>
        <source>Compare runs</source>
        <translation>对比运行</translation>
    </message>
    <message>
        <source>Train another</source>
        <translation>再训练一个</translation>
    </message>
    <message>
        <source>Hide this card</source>
        <translation>隐藏此卡片</translation>
    </message>
    <message>
        <source>Finished in %1</source>
        <translation>用时 %1 完成</translation>
    </message>
    <message>
        <source>The run failed at step %1</source>
        <translation>运行在第 %1 步失败</translation>
    </message>
    <message>
        <source>%1 at step %2</source>
        <translation>第 %2 步：%1</translation>
    </message>
    <message>
        <source>On text it has never seen, the model now names %1 of the masked tokens right (loss %2).</source>
        <translation>在从未见过的文本上，模型现在能猜对 %1 的掩码词元（损失 %2）。</translation>
    </message>
    <message>
        <source>No evaluation was made; the training loss is %1.</source>
        <translation>未做评估；训练损失为 %1。</translation>
    </message>
    <message>
        <source> (there stood: %1)</source>
        <translation>（原文：%1）</translation>
    </message>
    <message>
        <source>Sentences of the held-out text, each with the word that the model fills in</source>
        <translation>留出文本中的句子，以及模型填入的词</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ErrorNote</name>
    <message>
        <source>What went wrong</source>
        <translation>出了什么问题</translation>
    </message>
</context>
<context>
    <name>cloze::ui::EventStrip</name>
    <message>
        <source>Events along the run</source>
        <translation>运行过程中的事件</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ExampleChips</name>
    <message>
        <source>Try</source>
        <translation>试试</translation>
    </message>
    <message>
        <source>A sentence it has never seen</source>
        <translation>它没见过的句子</translation>
    </message>
    <message>
        <source>Takes one from the held-out documents and hides a word</source>
        <translation>从留出文档中取一句并隐藏一个词</translation>
    </message>
</context>
<context>
    <name>cloze::ui::FieldRow</name>
    <message>
        <source>From %1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>Undo %1</source>
        <translation>撤销“%1”</translation>
    </message>
    <message>
        <source>Back to %1, as the preset has it</source>
        <translation>恢复为 %1（预设的值）</translation>
    </message>
</context>
<context>
    <name>cloze::ui::FoldSection</name>
    <message>
        <source>%1 settings</source>
        <translation>%1的设置</translation>
    </message>
    <message>
        <source>Fold or unfold</source>
        <translation>折叠或展开</translation>
    </message>
    <message>
        <source>unfolded</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已折叠</translation>
    </message>
</context>
<context>
    <name>cloze::ui::Frame</name>
    <message>
        <source>Workspace: %1</source>
        <translation>工作区：%1</translation>
    </message>
    <message>
        <source>Workspace %1</source>
        <translation>工作区 %1</translation>
    </message>
</context>
<context>
    <name>cloze::ui::GapColumn</name>
    <message>
        <source>The sentence as the model completes it</source>
        <translation>模型补全后的句子</translation>
    </message>
    <message>
        <source>Words for all gaps together</source>
        <translation>一起填入所有空缺的词</translation>
    </message>
    <message>
        <source>How probable the words are together: the first as it stands, each next one given those before it. Click to put them all into the sentence</source>
        <translation>这些词同时出现的概率：第一个词独立计算，之后每个词以前面的词为条件。点击可将它们全部填入句子</translation>
    </message>
    <message>
        <source>All gaps together</source>
        <translation>所有空缺一起</translation>
    </message>
    <message>
        <source>All gaps together, the best found</source>
        <translation>所有空缺一起（找到的最佳组合）</translation>
    </message>
</context>
<context>
    <name>cloze::ui::HistogramView</name>
    <message>
        <source>%1 to %2</source>
        <translation>%1 至 %2</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1：%2 %3</translation>
    </message>
    <message>
        <source>%1 to %2, median %3</source>
        <translation>%1 至 %2，中位数 %3</translation>
    </message>
</context>
<context>
    <name>cloze::ui::HitDelegate</name>
    <message>
        <source>held out</source>
        <translation>留出</translation>
    </message>
</context>
<context>
    <name>cloze::ui::JobProgressBar</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop this work</source>
        <translation>停止此工作</translation>
    </message>
    <message>
        <source>Cancelling…</source>
        <translation>正在取消…</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
</context>
<context>
    <name>cloze::ui::LikelihoodModel</name>
    <message>
        <source>the same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Surprisal (nats)</source>
        <translation>惊奇度（nat）</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>模型预期</translation>
    </message>
    <message>
        <source>Beside it</source>
        <translation>对照模型</translation>
    </message>
    <message>
        <source>Difference (nats)</source>
        <translation>差值（nat）</translation>
    </message>
    <message>
        <source>How probable the token is where it stands, when it alone is hidden</source>
        <translation>只隐藏该词元时，它在此处出现的概率</translation>
    </message>
    <message>
        <source>The negative natural logarithm of the probability</source>
        <translation>概率的负自然对数</translation>
    </message>
    <message>
        <source>1: the model finds no other token more probable here</source>
        <translation>1：模型认为此处没有更可能的词元</translation>
    </message>
    <message>
        <source>What the model finds most probable here</source>
        <translation>模型认为此处最可能的词元</translation>
    </message>
    <message>
        <source>The same probability from the second model</source>
        <translation>第二个模型给出的同一概率</translation>
    </message>
    <message>
        <source>Above zero the second model is less surprised</source>
        <translation>大于零表示第二个模型更不意外</translation>
    </message>
</context>
<context>
    <name>cloze::ui::LikelihoodView</name>
    <message>
        <source>The exponential of the mean surprisal: among how many equally likely tokens the model would hesitate. Each token is hidden by itself, the others are seen</source>
        <translation>平均惊奇度的指数：模型相当于在多少个等可能的词元之间犹豫。每个词元单独隐藏，其余可见</translation>
    </message>
    <message>
        <source>The deeper the colour, the less the model expected the token.</source>
        <translation>颜色越深，模型越没有料到该词元。</translation>
    </message>
    <message>
        <source>Tokens and how likely they are</source>
        <translation>词元及其可能性</translation>
    </message>
    <message>
        <source>Pseudo-perplexity %1  ·  %2 nats per token  ·  tokens: %3</source>
        <translation>伪困惑度 %1  ·  每词元 %2 nat  ·  词元数：%3</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>“%1”: %2, rank %3</source>
        <translation>“%1”：%2，排名 %3</translation>
    </message>
    <message>
        <source>Expected: “%1”, %2</source>
        <translation>预期：“%1”，%2</translation>
    </message>
</context>
<context>
    <name>cloze::ui::MainWindow</name>
    <message>
        <source>Cloze Studio</source>
        <translation>Cloze Studio</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Configure</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>探查</translation>
    </message>
    <message>
        <source>Started %1</source>
        <translation>已开始 %1</translation>
    </message>
    <message>
        <source>Saved a checkpoint at step %1</source>
        <translation>已在第 %1 步保存检查点</translation>
    </message>
    <message>
        <source>Step %1: held-out loss %2, accuracy %3</source>
        <translation>第 %1 步：留出集损失 %2，准确率 %3</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>A step went wrong</source>
        <translation>某一步出现异常</translation>
    </message>
    <message>
        <source>Run %1: %2</source>
        <translation>运行 %1：%2</translation>
    </message>
    <message>
        <source>Preparing the text</source>
        <translation>正在准备文本</translation>
    </message>
    <message numerus="yes">
        <source> %n more are on the Compare page.</source>
        <translation>
            <numerusform>“对比”页上另有 %n 个。</numerusform>
        </translation>
    </message>
    <message>
        <source>The run %1 was interrupted at step %2: its program ended without a word. Nothing up to its last checkpoint is lost.</source>
        <translation>运行 %1 在第 %2 步中断：其程序意外结束。最后一个检查点之前的内容没有丢失。</translation>
    </message>
    <message>
        <source>Continue it</source>
        <translation>继续运行</translation>
    </message>
    <message>
        <source>The language changes with the next start of the studio.</source>
        <translation>语言将在下次启动时切换。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>A run is in training.</source>
        <translation>有运行正在训练。</translation>
    </message>
    <message>
        <source>Closing saves a checkpoint and stops it; it can be continued later.</source>
        <translation>关闭时会保存检查点并停止运行；以后可以继续。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>The runs in the queue wait for the next start.</source>
        <translation>队列中的运行会等到下次启动。</translation>
    </message>
    <message>
        <source>Added to the queue</source>
        <translation>已加入队列</translation>
    </message>
</context>
<context>
    <name>cloze::ui::MaskAnswers</name>
    <message>
        <source>Words for gap %1</source>
        <translation>空缺 %1 的候选词</translation>
    </message>
    <message>
        <source>In the gap</source>
        <translation>空缺处</translation>
    </message>
    <message>
        <source>Gap %1</source>
        <translation>空缺 %1</translation>
    </message>
    <message>
        <source>hidden: %1</source>
        <translation>隐藏的词：%1</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ModelPicker</name>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Which checkpoint of the run answers: the first on the left, the newest on the right</source>
        <translation>由该运行的哪个检查点回答：最左为最早，最右为最新</translation>
    </message>
    <message>
        <source>now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>Held-out loss %1</source>
        <translation>留出集损失 %1</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ModelTransfer</name>
    <message>
        <source>Texts embedded in %1: %2</source>
        <translation>已写入 %1 的文本数：%2</translation>
    </message>
    <message>
        <source>, of them empty: %1</source>
        <translation>，其中空文本：%1</translation>
    </message>
    <message>
        <source>, truncated to the model&apos;s length: %1</source>
        <translation>，截断到模型长度：%1</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>正在生成嵌入向量</translation>
    </message>
    <message>
        <source>Importing</source>
        <translation>正在导入</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>已导出到 %1</translation>
    </message>
    <message>
        <source>Imported. Its dataset can be built on the Data page.</source>
        <translation>已导入。可在“数据”页构建其数据集。</translation>
    </message>
</context>
<context>
    <name>cloze::ui::NoticeBar</name>
    <message>
        <source>Hide this notice</source>
        <translation>隐藏此通知</translation>
    </message>
</context>
<context>
    <name>cloze::ui::PreflightPanel</name>
    <message>
        <source>On this machine</source>
        <translation>在这台机器上</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Puts the largest batch that fits into the form. The rows of a step stay the same, so the model learns as it would have.</source>
        <translation>把放得下的最大批量填入表单。每步的行数不变，所以模型学到的也不变。</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Takes a few steps of this recipe, with rows as long as they can be, and tells time, memory and the largest batch that fits</source>
        <translation>用最长的行按此配方走几步，给出时间、内存和放得下的最大批量</translation>
    </message>
    <message>
        <source>The recipe has changed since it was measured.</source>
        <translation>测量之后配方已有改动。</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>What a step takes at its peak, of what is free less a margin</source>
        <translation>一步的峰值占用，以及扣除余量后的可用内存</translation>
    </message>
    <message>
        <source>A step</source>
        <translation>一步</translation>
    </message>
    <message>
        <source>All passes and the update</source>
        <translation>所有前向、反向和一次更新</translation>
    </message>
    <message>
        <source>Tokens a second</source>
        <translation>每秒词元</translation>
    </message>
    <message>
        <source>The whole run</source>
        <translation>整个运行</translation>
    </message>
    <message>
        <source>All steps of the budget, without evaluations</source>
        <translation>预算内的所有步，不含评估</translation>
    </message>
    <message>
        <source>Largest batch</source>
        <translation>最大批量</translation>
    </message>
    <message>
        <source>Rows per forward pass that fit into the memory that is free</source>
        <translation>可用内存放得下的每次前向行数</translation>
    </message>
    <message>
        <source>Measured: %1</source>
        <translation>已测量：%1</translation>
    </message>
    <message>
        <source>This batch does not fit. The figures follow from smaller ones: %1</source>
        <translation>这个批量放不下。数字由较小的批量推算：%1</translation>
    </message>
    <message>
        <source>Use batch %1 × %2</source>
        <translation>改用批量 %1 × %2</translation>
    </message>
</context>
<context>
    <name>cloze::ui::PresetCard</name>
    <message>
        <source>%1 parameters</source>
        <translation>%1 参数</translation>
    </message>
    <message>
        <source>%1 tokens a step</source>
        <translation>每步 %1 个词元</translation>
    </message>
    <message>
        <source>Preset %1</source>
        <translation>预设 %1</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ProbeHead</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The run whose newest checkpoint answers; one in training answers as it is now</source>
        <translation>由该运行最新的检查点回答；训练中的运行以当前状态回答</translation>
    </message>
    <message>
        <source>Second model</source>
        <translation>第二个模型</translation>
    </message>
    <message>
        <source>No second model</source>
        <translation>无第二个模型</translation>
    </message>
    <message>
        <source>Another run, or another checkpoint of the same one, that is asked the same question</source>
        <translation>另一个运行，或同一运行的另一个检查点，回答同样的问题</translation>
    </message>
    <message>
        <source>Keep asking while it learns</source>
        <translation>训练时持续提问</translation>
    </message>
    <message>
        <source>Asks again every two seconds of training</source>
        <translation>训练中每两秒再次提问</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Words per gap</source>
        <translation>每个空缺的候选词数</translation>
    </message>
    <message>
        <source>%1 words</source>
        <translation>%1 个词</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Beside</source>
        <translation>对照(&amp;B)</translation>
    </message>
    <message>
        <source>%1, step %2</source>
        <translation>%1，第 %2 步</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>%1, live</source>
        <translation>%1，实时</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ProbePage</name>
    <message>
        <source>in training</source>
        <translation>训练中</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>held-out loss %1</source>
        <translation>留出集损失 %1</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>探查</translation>
    </message>
</context>
<context>
    <name>cloze::ui::ProbeView</name>
    <message>
        <source>Write a sentence, then hide words from the model</source>
        <translation>写一个句子，然后对模型隐藏其中的词</translation>
    </message>
    <message>
        <source>Sentence</source>
        <translation>句子</translation>
    </message>
    <message>
        <source>[MASK] is a gap; [SEP] separates two texts</source>
        <translation>[MASK] 表示空缺；[SEP] 分隔两段文本</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>词</translation>
    </message>
    <message>
        <source>As the model cuts the text, once it has answered</source>
        <translation>按模型的切分方式显示（回答之后）</translation>
    </message>
    <message>
        <source>As people do</source>
        <translation>按人的习惯显示</translation>
    </message>
    <message>
        <source>Asked before</source>
        <translation>提问记录</translation>
    </message>
    <message>
        <source>Questions of this session are kept here.</source>
        <translation>本次会话的提问保存在这里。</translation>
    </message>
    <message>
        <source>There is no model to ask yet</source>
        <translation>还没有可提问的模型</translation>
    </message>
    <message>
        <source>Train one; you can ask it from its first steps on.</source>
        <translation>训练一个；从最初几步起就可以提问。</translation>
    </message>
    <message>
        <source>Train one</source>
        <translation>训练一个</translation>
    </message>
    <message>
        <source>To the Configure page</source>
        <translation>前往“配置”页</translation>
    </message>
    <message>
        <source>Click a word to hide it from the model.</source>
        <translation>点击一个词，对模型隐藏它。</translation>
    </message>
    <message>
        <source>Click a gap to show its word again.</source>
        <translation>点击空缺，重新显示该词。</translation>
    </message>
    <message>
        <source>Click a word to hide it, a gap to show it again.</source>
        <translation>点击词可隐藏，点击空缺可重新显示。</translation>
    </message>
    <message>
        <source>Fill the gaps</source>
        <translation>填空</translation>
    </message>
    <message>
        <source>How likely</source>
        <translation>可能性</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>What the model would write where a word is hidden</source>
        <translation>模型会在隐藏处写什么词</translation>
    </message>
    <message>
        <source>How likely the model finds each word where it stands</source>
        <translation>模型认为每个词在原处有多可能</translation>
    </message>
    <message>
        <source>Which words the model looks at for each word</source>
        <translation>模型处理每个词时关注哪些词</translation>
    </message>
    <message>
        <source>Point at a token for what the model expected there.</source>
        <translation>指向一个词元，查看模型在此处的预期。</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>Runs score these sentences behind each evaluation; the Run page draws how they go. Delete takes one away</source>
        <translation>运行在每次评估后给这些句子打分；“运行”页绘制其变化。按 Delete 键移除</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>Follow how likely this sentence is through every evaluation of every run</source>
        <translation>在每个运行的每次评估中跟踪该句子的可能性</translation>
    </message>
</context>
<context>
    <name>cloze::ui::QueuePanel</name>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Waiting runs</source>
        <translation>等待中的运行</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close (Esc); the runs go on waiting</source>
        <translation>关闭（Esc）；运行继续等待</translation>
    </message>
    <message>
        <source>Waiting runs, the next one first</source>
        <translation>等待中的运行，下一个排在最前</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>提前</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>推后</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take the run out of the queue</source>
        <translation>将此运行移出队列</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Held, because you stopped a run.</source>
        <translation>已暂停：您停止了一个运行。</translation>
    </message>
    <message>
        <source>Held: %1</source>
        <translation>已暂停：%1</translation>
    </message>
    <message>
        <source>Held after an error.</source>
        <translation>出错后已暂停。</translation>
    </message>
    <message>
        <source>Nothing starts until you say so.</source>
        <translation>在您发话之前不会开始任何运行。</translation>
    </message>
    <message>
        <source>The next one is starting.</source>
        <translation>下一个运行正在开始。</translation>
    </message>
    <message>
        <source>The next one starts when “%1” has ended.</source>
        <translation>“%1”结束后开始下一个。</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>暂停队列</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Hold the queue</source>
        <translation>暂停队列</translation>
    </message>
    <message>
        <source>Let the queue go on</source>
        <translation>让队列继续</translation>
    </message>
    <message>
        <source>Nothing more is started; the run in training goes on</source>
        <translation>不再开始新的运行；正在训练的运行继续</translation>
    </message>
    <message>
        <source>Train these one after another; one that fails does not hold the others</source>
        <translation>依次训练这些运行；其中一个失败不影响其他</translation>
    </message>
</context>
<context>
    <name>cloze::ui::Rail</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Theme, language and how to train</source>
        <translation>主题、语言和训练方式</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RecipeForm</name>
    <message>
        <source>Show less</source>
        <translation>收起</translation>
    </message>
    <message numerus="yes">
        <source>Show %n more</source>
        <translation>
            <numerusform>再显示 %n 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to fix</source>
        <translation>
            <numerusform>%n 项待修正</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>已改 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RecipeInspector</name>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Parameters by part</source>
        <translation>各部分的参数量</translation>
    </message>
    <message>
        <source>Memory of a step</source>
        <translation>每步内存</translation>
    </message>
    <message>
        <source>Memory by part</source>
        <translation>各部分的内存</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Embeddings</source>
        <translation>嵌入层</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>Heads</source>
        <translation>输出头</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>约 %1</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Gradients</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Optimizer</source>
        <translation>优化器</translation>
    </message>
    <message>
        <source>Activations</source>
        <translation>激活值</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Until the first limit of the budget</source>
        <translation>直到预算的第一个限制</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Tokens seen by the end of the budget</source>
        <translation>预算结束时见过的词元数</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Passes over the training split by the end of the budget</source>
        <translation>预算结束时遍历训练集的次数</translation>
    </message>
    <message>
        <source>Tokens a step</source>
        <translation>每步词元数</translation>
    </message>
    <message>
        <source>Batch × accumulation × sequence length</source>
        <translation>批大小 × 累积次数 × 序列长度</translation>
    </message>
    <message>
        <source>Tokens an epoch</source>
        <translation>每轮词元数</translation>
    </message>
    <message>
        <source>One pass over the training split, special tokens included</source>
        <translation>遍历训练集一次，含特殊词元</translation>
    </message>
    <message>
        <source>Steps an epoch</source>
        <translation>每轮步数</translation>
    </message>
    <message>
        <source>Work a token</source>
        <translation>每词元计算量</translation>
    </message>
    <message>
        <source>FLOP</source>
        <translation>FLOP</translation>
    </message>
    <message>
        <source>Matrix products of one training step, forward and backward</source>
        <translation>一个训练步前向与反向的矩阵乘法</translation>
    </message>
    <message>
        <source>Work in all</source>
        <translation>总计算量</translation>
    </message>
    <message>
        <source>Up to the end of the budget</source>
        <translation>直到预算结束</translation>
    </message>
    <message>
        <source>Time at most</source>
        <translation>最长时间</translation>
    </message>
    <message>
        <source>The budget ends the run then</source>
        <translation>届时预算会结束运行</translation>
    </message>
    <message>
        <source>No dataset is chosen; sizes are for a vocabulary of %1.</source>
        <translation>未选择数据集；大小按词表 %1 计算。</translation>
    </message>
    <message>
        <source>Measured; its parts are estimated from the shapes</source>
        <translation>总量为实测；各部分由形状估算</translation>
    </message>
    <message>
        <source>Estimated from the shapes; what a step really takes can be measured</source>
        <translation>由形状估算；一步的实际占用可以测量</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RowFlow</name>
    <message>
        <source>Rows of the run</source>
        <translation>运行的行</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RowPreviewPane</name>
    <message>
        <source>What the model sees</source>
        <translation>模型看到的内容</translation>
    </message>
    <message>
        <source>The rows that this run would train on, first batch first; fold or unfold</source>
        <translation>此运行将用来训练的行，从第一批开始；点击折叠或展开</translation>
    </message>
    <message>
        <source>Rows before</source>
        <translation>前面的行</translation>
    </message>
    <message>
        <source>The rows before these</source>
        <translation>这些行之前的行</translation>
    </message>
    <message>
        <source>Other rows</source>
        <translation>其他行</translation>
    </message>
    <message>
        <source>The rows that follow in the run</source>
        <translation>运行中接下来的行</translation>
    </message>
    <message>
        <source>Without a dataset there are no rows.</source>
        <translation>没有数据集就没有行。</translation>
    </message>
    <message>
        <source>unfolded</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>Reading the dataset…</source>
        <translation>正在读取数据集…</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>遮住</translation>
    </message>
    <message>
        <source>replaced</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>left as it is</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <source>What the model has to predict: hidden behind [MASK], replaced by a random token, or left as it is. What stood there is beneath it.</source>
        <translation>模型要预测的词元：被 [MASK] 遮住、被随机词元替换，或保持原样。下方是原来的词元。</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunCharts</name>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>每秒词元数</translation>
    </message>
    <message>
        <source>Held-out accuracy</source>
        <translation>留出集准确率</translation>
    </message>
    <message>
        <source>loss (nats)</source>
        <translation>损失（nat）</translation>
    </message>
    <message>
        <source>The curve begins with the first step.</source>
        <translation>曲线从第一步开始。</translation>
    </message>
    <message>
        <source>training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>held-out</source>
        <translation>留出集</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>gradient norm</source>
        <translation>梯度范数</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>Pinned sentences</source>
        <translation>固定的句子</translation>
    </message>
    <message>
        <source>How surprising each sentence is, in nats per token, behind every evaluation</source>
        <translation>每次评估后各句子的惊奇度（每词元 nat）</translation>
    </message>
    <message>
        <source>A click on a point, or Return for the highest one in view, shows the batch of that step.</source>
        <translation>点击一个点，或按回车键选取视图中最高的点，即可查看该步的批次。</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunColumnsMenu</name>
    <message>
        <source>Usual columns</source>
        <translation>常用列</translation>
    </message>
    <message>
        <source>At a step</source>
        <translation>在某一步</translation>
    </message>
    <message>
        <source>More metrics</source>
        <translation>更多指标</translation>
    </message>
    <message>
        <source>More of the run</source>
        <translation>更多运行信息</translation>
    </message>
    <message>
        <source>&amp;Step %1…</source>
        <translation>第 %1 步(&amp;S)…</translation>
    </message>
    <message>
        <source>Metrics at a step</source>
        <translation>在某一步的指标</translation>
    </message>
    <message>
        <source>Step at which runs are compared</source>
        <translation>在哪一步比较各次运行</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunFilterEdit</name>
    <message>
        <source>Search, or filter: lr &gt; 1e-3 and status:finished</source>
        <translation>搜索或筛选：lr &gt; 1e-3 and status:finished</translation>
    </message>
    <message>
        <source>Search and filter runs</source>
        <translation>搜索和筛选运行</translation>
    </message>
    <message>
        <source>&lt;p&gt;Words are searched in name, id, status, dataset, tokenizer, tags and note.&lt;/p&gt;&lt;p&gt;A comparison is a column or setting, one of &lt;b&gt;: = != &amp;lt; &amp;lt;= &amp;gt; &amp;gt;=&lt;/b&gt; and a value:&lt;br&gt;&lt;tt&gt;lr &amp;gt; 1e-3 &amp;nbsp; accuracy &amp;gt;= 40% &amp;nbsp; duration &amp;lt; 2h&lt;br&gt;started &amp;gt; 2026-01-31 &amp;nbsp; size = 12x768 &amp;nbsp; loss = nan&lt;/tt&gt;&lt;/p&gt;&lt;p&gt;Join them with &lt;b&gt;and&lt;/b&gt;, &lt;b&gt;or&lt;/b&gt;, &lt;b&gt;not&lt;/b&gt; and parentheses.&lt;/p&gt;</source>
        <translation>&lt;p&gt;词语会在名称、编号、状态、数据集、分词器、标签和备注中搜索。&lt;/p&gt;&lt;p&gt;比较由列或设置、&lt;b&gt;: = != &amp;lt; &amp;lt;= &amp;gt; &amp;gt;=&lt;/b&gt; 之一和一个值组成：&lt;br&gt;&lt;tt&gt;lr &amp;gt; 1e-3 &amp;nbsp; accuracy &amp;gt;= 40% &amp;nbsp; duration &amp;lt; 2h&lt;br&gt;started &amp;gt; 2026-01-31 &amp;nbsp; size = 12x768 &amp;nbsp; loss = nan&lt;/tt&gt;&lt;/p&gt;&lt;p&gt;用 &lt;b&gt;and&lt;/b&gt;、&lt;b&gt;or&lt;/b&gt;、&lt;b&gt;not&lt;/b&gt; 和括号连接。&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunHeader</name>
    <message>
        <source>Progress of the run</source>
        <translation>运行的进度</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Holds the run after this step; everything stays in memory  (Ctrl+P)</source>
        <translation>在此步之后暂停；一切保留在内存中  (Ctrl+P)</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Saves a checkpoint after this step</source>
        <translation>在此步之后保存检查点</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Saves a checkpoint and ends the run; it can be continued later</source>
        <translation>保存检查点并结束运行；以后可以继续</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Goes on from the newest checkpoint</source>
        <translation>从最新的检查点继续</translation>
    </message>
    <message>
        <source>Probe</source>
        <translation>探查</translation>
    </message>
    <message>
        <source>Ask this model to fill in masks</source>
        <translation>让此模型填补掩码</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Training loss</source>
        <translation>训练损失</translation>
    </message>
    <message>
        <source>Mean of the last 20 steps, nats</source>
        <translation>最近 20 步的平均，单位 nat</translation>
    </message>
    <message>
        <source>Held-out loss</source>
        <translation>留出集损失</translation>
    </message>
    <message>
        <source>Loss on text the model never trains on, at the last evaluation, nats</source>
        <translation>上次评估时在未用于训练的文本上的损失，单位 nat</translation>
    </message>
    <message>
        <source>Held-out accuracy</source>
        <translation>留出集准确率</translation>
    </message>
    <message>
        <source>Share of masked tokens whose most probable token is right</source>
        <translation>概率最高的词元正确的掩码词元比例</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>共 %1</translation>
    </message>
    <message>
        <source>at %1</source>
        <translation>于第 %1 步</translation>
    </message>
    <message>
        <source>tokens/s</source>
        <translation>词元/秒</translation>
    </message>
    <message>
        <source>Training time</source>
        <translation>训练时间</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Learning rate, clipping, and how often it evaluates and saves, from the next step on</source>
        <translation>学习率、裁剪以及评估和保存的频率，从下一步起生效</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunNotices</name>
    <message>
        <source>“%1” waits for room on the disk</source>
        <translation>“%1”正在等待磁盘空间</translation>
    </message>
    <message>
        <source>“%1” failed</source>
        <translation>“%1”失败</translation>
    </message>
    <message>
        <source>held-out loss %1</source>
        <translation>留出集损失 %1</translation>
    </message>
    <message>
        <source>accuracy %1</source>
        <translation>准确率 %1</translation>
    </message>
    <message>
        <source>after %1 of training</source>
        <translation>训练用时 %1</translation>
    </message>
    <message>
        <source>“%1” is finished</source>
        <translation>“%1”已完成</translation>
    </message>
    <message>
        <source>“%1” could not start</source>
        <translation>“%1”无法开始</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunOrganizer</name>
    <message>
        <source>&amp;Tags…</source>
        <translation>标签(&amp;T)…</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>&amp;Note…</source>
        <translation>备注(&amp;N)…</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>&amp;Archive</source>
        <translation>归档(&amp;A)</translation>
    </message>
    <message>
        <source>Leaves runs out of the table; nothing is deleted</source>
        <translation>不在表格中显示；不删除任何内容</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>删除(&amp;D)</translation>
    </message>
    <message>
        <source>Deletes records and checkpoints; can be taken back for some seconds</source>
        <translation>删除记录和检查点；数秒内可以撤销</translation>
    </message>
    <message>
        <source>&amp;Show archived runs</source>
        <translation>显示已归档的运行(&amp;S)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take out of the &amp;archive</source>
        <translation>移出归档(&amp;A)</translation>
    </message>
    <message>
        <source>Note on “%1”</source>
        <translation>“%1”的备注</translation>
    </message>
    <message>
        <source>Note on %1 runs</source>
        <translation>%1 个运行的备注</translation>
    </message>
    <message>
        <source>“%1” is in the archive.</source>
        <translation>“%1”已归档。</translation>
    </message>
    <message>
        <source>%1 runs are in the archive.</source>
        <translation>%1 个运行已归档。</translation>
    </message>
    <message>
        <source>The run “%1” is being deleted.</source>
        <translation>正在删除运行“%1”。</translation>
    </message>
    <message>
        <source>%1 runs are being deleted.</source>
        <translation>正在删除 %1 个运行。</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunPage</name>
    <message>
        <source>loss %1, accuracy %2</source>
        <translation>损失 %1，准确率 %2</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>还没有运行</translation>
    </message>
    <message>
        <source>Here a model&apos;s loss falls while it learns. Prepare a dataset, choose a recipe, press Start.</source>
        <translation>模型学习时，损失会在这里下降。准备数据集，选择配方，然后开始训练。</translation>
    </message>
    <message>
        <source>Prepare data</source>
        <translation>准备数据</translation>
    </message>
    <message>
        <source>Choose a recipe</source>
        <translation>选择配方</translation>
    </message>
    <message>
        <source>Getting the run ready</source>
        <translation>正在准备运行</translation>
    </message>
    <message>
        <source>The tokenizer is trained and the text turned into tokens, once. Then the run starts here.</source>
        <translation>正在训练分词器并将文本转换为词元，只需一次。随后运行在此开始。</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Events of the run</source>
        <translation>运行的事件</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunQueueKeeper</name>
    <message>
        <source>%1 waiting</source>
        <translation>%1 个等待</translation>
    </message>
    <message>
        <source>%1 waiting, held</source>
        <translation>%1 个等待，已暂停</translation>
    </message>
    <message>
        <source>Queue: %1</source>
        <translation>队列：%1</translation>
    </message>
    <message>
        <source>Runs that wait to be trained; click to see and change their order</source>
        <translation>等待训练的运行；点击查看并调整顺序</translation>
    </message>
    <message>
        <source>Runs that wait in the queue: %1.</source>
        <translation>队列中等待的运行：%1 个。</translation>
    </message>
    <message>
        <source>You stopped a run, so the queue is held.</source>
        <translation>您停止了一个运行，因此队列已暂停。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>The run “%1” is out of the queue.</source>
        <translation>运行“%1”已移出队列。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunRelations</name>
    <message>
        <source>Runs as points over two columns</source>
        <translation>以两列为坐标的运行散点</translation>
    </message>
    <message>
        <source>Runs as lines over several columns</source>
        <translation>跨多列的运行连线</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>横轴</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>纵轴</translation>
    </message>
    <message>
        <source>Click a point, or drag around several, to choose their runs.</source>
        <translation>点击一个点，或拖动框选多个，以选择对应的运行。</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>坐标轴</translation>
    </message>
    <message>
        <source>Which columns stand side by side</source>
        <translation>并排显示哪些列</translation>
    </message>
    <message>
        <source>Drag along an axis to choose the runs that pass there; click it to let go.</source>
        <translation>沿坐标轴拖动以选择经过该处的运行；点击坐标轴可取消。</translation>
    </message>
    <message>
        <source>Copy or save this chart</source>
        <translation>复制或保存此图</translation>
    </message>
    <message>
        <source>Copy as image</source>
        <translation>复制为图片</translation>
    </message>
    <message>
        <source>Save as PNG, SVG, PDF or CSV…</source>
        <translation>另存为 PNG、SVG、PDF 或 CSV…</translation>
    </message>
    <message>
        <source>Those that tell the runs apart</source>
        <translation>能区分这些运行的列</translation>
    </message>
    <message>
        <source>No runs in the table.</source>
        <translation>表格中没有运行。</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>At a step</source>
        <translation>在某一步</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunTicker</name>
    <message>
        <source>loss %1</source>
        <translation>损失 %1</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>剩余 %1</translation>
    </message>
    <message>
        <source>Stop: saves a checkpoint and ends the run</source>
        <translation>停止：保存检查点并结束运行</translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation>停止运行</translation>
    </message>
    <message>
        <source>The run in training; click to watch it</source>
        <translation>正在训练的运行；点击查看</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Resume the run</source>
        <translation>恢复运行</translation>
    </message>
    <message>
        <source>Pause the run; everything stays in memory</source>
        <translation>暂停运行；一切保留在内存中</translation>
    </message>
    <message>
        <source>Pause the run</source>
        <translation>暂停运行</translation>
    </message>
</context>
<context>
    <name>cloze::ui::RunsModel</name>
    <message>
        <source>%1 at step %2</source>
        <translation>%1（第 %2 步）</translation>
    </message>
</context>
<context>
    <name>cloze::ui::SourcePicker</name>
    <message>
        <source>Add text files</source>
        <translation>添加文本文件</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Add a folder of text files</source>
        <translation>添加文本文件夹</translation>
    </message>
    <message>
        <source>Sources</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Text to read; drop files and folders here to add them</source>
        <translation>要读取的文本；将文件和文件夹拖到此处即可添加</translation>
    </message>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
</context>
<context>
    <name>cloze::ui::SourceWeights</name>
    <message>
        <source>Times an epoch</source>
        <translation>每轮次数</translation>
    </message>
    <message>
        <source>How often a text&apos;s documents are trained on in each epoch: 2 is twice, 0.5 is every other one. The held-out documents stay the same.</source>
        <translation>每轮中该文本的文档被训练的次数：2 为两次，0.5 为每两篇取一篇。留出文档不受影响。</translation>
    </message>
    <message>
        <source>Times an epoch, %1</source>
        <translation>每轮次数，%1</translation>
    </message>
</context>
<context>
    <name>cloze::ui::StatisticsView</name>
    <message>
        <source>Counting every token…</source>
        <translation>正在统计每个词元…</translation>
    </message>
    <message>
        <source>Tokens per document</source>
        <translation>每篇文档的词元数</translation>
    </message>
    <message>
        <source>documents</source>
        <translation>篇文档</translation>
    </message>
    <message>
        <source>Tokens per sentence</source>
        <translation>每个句子的词元数</translation>
    </message>
    <message>
        <source>sentences</source>
        <translation>个句子</translation>
    </message>
    <message>
        <source>Unknown tokens of a document</source>
        <translation>每篇文档的未知词元数</translation>
    </message>
</context>
<context>
    <name>cloze::ui::StatusLine</name>
    <message>
        <source>%1 tokens/s</source>
        <translation>%1 词元/秒</translation>
    </message>
    <message>
        <source>Problems of this session, with details to copy</source>
        <translation>本次会话的问题，可复制详情</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 个问题</translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation>%1 个问题</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>cloze::ui::TokenFlow</name>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>id %1</source>
        <translation>编号 %1</translation>
    </message>
    <message>
        <source>not in the vocabulary</source>
        <translation>不在词表中</translation>
    </message>
    <message>
        <source>begins a word</source>
        <translation>词首</translation>
    </message>
    <message>
        <source>continues a word</source>
        <translation>词中</translation>
    </message>
    <message>
        <source>begins a sentence</source>
        <translation>句首</translation>
    </message>
</context>
<context>
    <name>cloze::ui::TokenizerDrawer</name>
    <message>
        <source>New tokenizer</source>
        <translation>新建分词器</translation>
    </message>
    <message>
        <source>Train tokenizer</source>
        <translation>训练分词器</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Unigram</source>
        <translation>Unigram</translation>
    </message>
    <message>
        <source>BPE</source>
        <translation>BPE</translation>
    </message>
    <message>
        <source>Characters</source>
        <translation>字符</translation>
    </message>
    <message>
        <source>WordPiece</source>
        <translation>WordPiece</translation>
    </message>
    <message>
        <source>Keeps the pieces that make the text most probable; the usual choice</source>
        <translation>保留使文本概率最大的词片；通常的选择</translation>
    </message>
    <message>
        <source>Joins the most frequent pairs, again and again</source>
        <translation>反复合并最常见的相邻对</translation>
    </message>
    <message>
        <source>Each character a piece; the size is the most, the rarest become unknown</source>
        <translation>每个字符是一个词片；词表大小为上限，最罕见的字符变为未知</translation>
    </message>
    <message>
        <source>BERT&apos;s own: words first, then the most frequent pairs in them</source>
        <translation>BERT 所用：先切成词，再合并词中最常见的相邻对</translation>
    </message>
    <message>
        <source>Vocabulary size</source>
        <translation>词表大小</translation>
    </message>
    <message>
        <source>Pieces in all, special tokens included; more pieces make shorter rows and a larger model</source>
        <translation>词片总数，含特殊词元；词片越多，序列越短，模型越大</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>覆盖率</translation>
    </message>
    <message>
        <source>Share of the text&apos;s characters that the pieces must spell; 1 for small alphabets, 0.9995 for Chinese</source>
        <translation>词片必须能拼写的字符比例；小字母表取 1，中文取 0.9995</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>&amp;Size</source>
        <translation>大小(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Coverage</source>
        <translation>覆盖率(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Cleaning</source>
        <translation>清洗</translation>
    </message>
    <message>
        <source>NFC: same signs, same bytes</source>
        <translation>NFC：相同符号，相同字节</translation>
    </message>
    <message>
        <source>NFKC: also full width and ligatures</source>
        <translation>NFKC：也统一全角字符和连字</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Normalization</source>
        <translation>规范化</translation>
    </message>
    <message>
        <source>Lower case</source>
        <translation>转为小写</translation>
    </message>
    <message>
        <source>Remove control characters</source>
        <translation>删除控制字符</translation>
    </message>
    <message>
        <source>Join runs of blanks</source>
        <translation>合并连续空白</translation>
    </message>
    <message>
        <source>Invalid UTF-8: replace by �</source>
        <translation>无效 UTF-8：替换为 �</translation>
    </message>
    <message>
        <source>Invalid UTF-8: leave out</source>
        <translation>无效 UTF-8：略去</translation>
    </message>
    <message>
        <source>Invalid UTF-8</source>
        <translation>无效 UTF-8</translation>
    </message>
    <message>
        <source>Lower case, without accents</source>
        <translation>转为小写并去除重音</translation>
    </message>
    <message>
        <source>Choose the text to learn from.</source>
        <translation>请选择要学习的文本。</translation>
    </message>
    <message>
        <source>The vocabulary takes a whole number from 64 to 1,000,000.</source>
        <translation>词表大小须为 64 到 1,000,000 之间的整数。</translation>
    </message>
    <message>
        <source>Coverage takes a number from 0.9 to 1.</source>
        <translation>覆盖率须为 0.9 到 1 之间的数。</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>There is a tokenizer &apos;%1&apos; already.</source>
        <translation>已有名为“%1”的分词器。</translation>
    </message>
    <message>
        <source>A name takes letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;.</source>
        <translation>名称只能包含字母、数字、“-”、“_”和“.”。</translation>
    </message>
    <message>
        <source>The tokenizer &apos;%1&apos; is ready</source>
        <translation>分词器“%1”已就绪</translation>
    </message>
    <message>
        <source>Build a dataset with it</source>
        <translation>用它构建数据集</translation>
    </message>
</context>
<context>
    <name>cloze::ui::TokenizerTrial</name>
    <message>
        <source>&amp;Try the tokenizer</source>
        <translation>试用分词器(&amp;T)</translation>
    </message>
    <message>
        <source>Type anything to see its tokens</source>
        <translation>输入任意文本以查看其词元</translation>
    </message>
    <message>
        <source>Text to tokenize</source>
        <translation>要切分的文本</translation>
    </message>
    <message>
        <source>Tokens: %1</source>
        <translation>词元数：%1</translation>
    </message>
</context>
<context>
    <name>cloze::ui::TopBars</name>
    <message>
        <source>Click a word to put it into the sentence</source>
        <translation>点击一个词，将其填入句子</translation>
    </message>
</context>
<context>
    <name>cloze::ui::TourCard</name>
    <message>
        <source>End the tour; the settings show it again</source>
        <translation>结束导览；可在设置中再次打开</translation>
    </message>
    <message>
        <source>End the tour</source>
        <translation>结束导览</translation>
    </message>
    <message>
        <source>Part %1 of %2</source>
        <translation>第 %1 部分，共 %2 部分</translation>
    </message>
</context>
<context>
    <name>cloze::ui::UnfinishedPane</name>
    <message>
        <source>Delete what is stored of it and free the disk</source>
        <translation>删除已存储的部分并释放磁盘</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Build the rest; the result is the same as without the stop</source>
        <translation>构建其余部分；结果与未中断时相同</translation>
    </message>
    <message>
        <source>Remove for good?</source>
        <translation>确定永久删除？</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>This dataset is being built.</source>
        <translation>此数据集正在构建。</translation>
    </message>
    <message>
        <source>The build of this dataset stopped on the way. What is stored is whole; the rest can be built now.</source>
        <translation>此数据集的构建中途停止。已存储的部分是完整的，现在可以继续构建其余部分。</translation>
    </message>
</context>
<context>
    <name>cloze::ui::VocabularyModel</name>
    <message>
        <source>Id</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Piece</source>
        <translation>词片</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
</context>
<context>
    <name>cloze::ui::VocabularyView</name>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>Find a piece</source>
        <translation>查找词片</translation>
    </message>
    <message>
        <source>Pieces that hold this text; a blank stands for ▁, which begins a word</source>
        <translation>包含此文本的词片；空格代表词首符号 ▁</translation>
    </message>
    <message>
        <source>Pieces of the vocabulary</source>
        <translation>词表的词片</translation>
    </message>
    <message>
        <source>%1 pieces</source>
        <translation>%1 个词片</translation>
    </message>
    <message>
        <source>%1 of %2 pieces</source>
        <translation>%1 / %2 个词片</translation>
    </message>
    <message>
        <source>%1 never occur</source>
        <translation>%1 个从未出现</translation>
    </message>
</context>
<context>
    <name>cloze::ui::WelcomePanel</name>
    <message>
        <source>Teach a model to read</source>
        <translation>教模型阅读</translation>
    </message>
    <message>
        <source>A masked language model learns by filling gaps in text. Give it some, watch it learn, and ask it to fill gaps of your own.</source>
        <translation>掩码语言模型通过填补文本中的空缺来学习。给它一些文本，观察它学习，再让它填补您写的空缺。</translation>
    </message>
    <message>
        <source>The [MASK] of the United States</source>
        <translation>The [MASK] of the United States</translation>
    </message>
    <message>
        <source>Train a model on 12 MB of presidents’ speeches</source>
        <translation>用 12 MB 的总统演讲训练一个模型</translation>
    </message>
    <message>
        <source>About 4 minutes on two processor cores. A tokenizer and a dataset are made on the way, and you see the model learn.</source>
        <translation>在双核处理器上约需 4 分钟。途中会创建分词器和数据集，您可以看到模型学习的过程。</translation>
    </message>
    <message>
        <source>Train it now</source>
        <translation>立即训练</translation>
    </message>
    <message>
        <source>Train a model on 12 MB of presidents’ speeches (about 4 minutes)</source>
        <translation>用 12 MB 的总统演讲训练一个模型（约 4 分钟）</translation>
    </message>
    <message>
        <source>Open my own text</source>
        <translation>打开我自己的文本</translation>
    </message>
    <message>
        <source>Files or folders of text, JSON or CSV, also packed, in any language. Drop them anywhere on this page, or choose them.</source>
        <translation>任何语言的文本、JSON 或 CSV 文件或文件夹，压缩的也可以。拖到此页任意位置，或点击选择。</translation>
    </message>
    <message>
        <source>Choose a folder or files…</source>
        <translation>选择文件夹或文件…</translation>
    </message>
    <message>
        <source>Look at the samples first</source>
        <translation>先看看示例</translation>
    </message>
    <message>
        <source>The speeches have not been fetched yet. Fetch them in a terminal with: %1</source>
        <translation>演讲文本尚未下载。请在终端中下载：%1</translation>
    </message>
    <message>
        <source>Getting ready…</source>
        <translation>正在准备…</translation>
    </message>
</context>
</TS>
